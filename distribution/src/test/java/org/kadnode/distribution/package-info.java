/** Tests of the assembled program from outside, as processes. */
@NullMarked
package org.kadnode.distribution;

import org.jspecify.annotations.NullMarked;
