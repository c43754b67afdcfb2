/** From what a person types to the identifier that is searched for. */
package org.kadnode.kernel.core.naming;
