/**
 * From words on the command line and in files to one tree of settings.
 *
 * <p>{@link org.kadnode.kernel.settings.OptionTable} knows every option of the kernel and of the plugins;
 * {@link org.kadnode.kernel.settings.CommandLine} and {@link org.kadnode.kernel.settings.ConfigFile} read what a person
 * gave, {@link org.kadnode.kernel.settings.Defaults} what holds otherwise;
 * {@link org.kadnode.kernel.settings.SettingsTree} is the outcome. Whatever is wrong ends as a
 * {@link org.kadnode.kernel.settings.SettingsException} with one line that says where.
 */
@NullMarked
package org.kadnode.kernel.settings;

import org.jspecify.annotations.NullMarked;
