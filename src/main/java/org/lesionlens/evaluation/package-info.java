/** Predictions and references on disk to figures of every case, their summary, the comparison of two predictions, and a page. */
package org.lesionlens.evaluation;
