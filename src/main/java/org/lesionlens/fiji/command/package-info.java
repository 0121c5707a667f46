/** From a menu entry or a line of a macro to the inputs of a command, and from its results to windows. */
package org.lesionlens.fiji.command;
