/** The straight line from a volume to measured, classified lesions; no files, no user interface. */
package org.lesionlens.pipeline;
