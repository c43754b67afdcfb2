/** Programs that the scripts of the folder {@code benchmarks} start. */
package org.kadnode.benchmarks;
