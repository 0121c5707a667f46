/** What the networks looked at, as volumes and numbers; no files, no user interface. */
package org.lesionlens.explain;
