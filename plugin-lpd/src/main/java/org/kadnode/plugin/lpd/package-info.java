/** Local peer discovery. */
package org.kadnode.plugin.lpd;
