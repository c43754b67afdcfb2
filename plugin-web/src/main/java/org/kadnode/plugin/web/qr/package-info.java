/**
 * QR codes (ISO/IEC 18004) of short texts. The small libraries for that are no Java modules, and so could not be part of a
 * distribution with a Java of its own; and what a web address needs of the standard is little.
 */
package org.kadnode.plugin.web.qr;
