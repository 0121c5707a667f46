/** From the file of one case to its folder of results: runner, tables, sidecar, fingerprint, memory, errors. */
package org.lesionlens.cases;
