/** The types that a plugin and the node share. */
package org.kadnode.plugins;
