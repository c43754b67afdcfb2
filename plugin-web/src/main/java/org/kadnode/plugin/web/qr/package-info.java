/** QR codes (ISO/IEC 18004) of short texts. */
package org.kadnode.plugin.web.qr;
