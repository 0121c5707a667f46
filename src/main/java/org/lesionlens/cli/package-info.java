/** From the words of a command line to runs, lines on a terminal and exit codes. */
package org.lesionlens.cli;
