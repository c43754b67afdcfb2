/** A node made of memory only, which a plugin's tests script, drive and watch. */
package org.kadnode.plugins.testkit;
