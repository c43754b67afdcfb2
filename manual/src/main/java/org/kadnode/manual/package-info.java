/** Manual pages, and completion for shells. */
package org.kadnode.manual;
