/** Internet gateways of UPnP behind one small interface, {@link org.kadnode.plugin.portfwd.upnp.Igd}. */
package org.kadnode.plugin.portfwd.upnp;
