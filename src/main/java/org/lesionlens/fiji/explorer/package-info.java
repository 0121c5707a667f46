/** From the point that a user points at to the map of where it looks. */
package org.lesionlens.fiji.explorer;
