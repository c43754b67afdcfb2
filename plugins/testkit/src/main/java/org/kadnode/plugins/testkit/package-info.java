/** A node made of memory only, which a plugin's tests fill and watch. */
package org.kadnode.plugins.testkit;
