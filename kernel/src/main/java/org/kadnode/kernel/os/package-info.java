/**
 * What the node asks the operating system for beyond the Java class library.
 *
 * <p>Marked here besides the module, because the classes for Java 22 are compiled without the module's descriptor.
 */
@NullMarked
package org.kadnode.kernel.os;

import org.jspecify.annotations.NullMarked;
