/** The web plugin; {@code module-info} has the tour. */
package org.kadnode.plugin.web;
