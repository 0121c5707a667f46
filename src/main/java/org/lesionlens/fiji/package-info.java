/**
 * Menus, macros, images, tables and overlays: LesionLens in Fiji and in plain ImageJ.
 *
 * <p>{@code plugins.config} lists every menu entry and names one plugin, {@link org.lesionlens.fiji.command.CommandBridge}, with
 * the class of a command. A command is a SciJava command without a menu path: its annotated fields are its dialog and
 * its macro keys. The bridge asks or parses, runs it on the calling thread, and shows its results from there, so that
 * the next line of a macro sees them. Slices, channels and frames count from 1 here and nowhere else.
 */
package org.lesionlens.fiji;
