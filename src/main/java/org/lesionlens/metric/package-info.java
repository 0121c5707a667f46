/**
 * From two masks on one grid to how well they agree, and from many cases to what that comes to.
 *
 * <p>{@link org.lesionlens.metric.ComparedMasks} become a {@link org.lesionlens.metric.CaseAgreement}, which is all that is
 * kept of a case; the lists {@link org.lesionlens.metric.Metrics} say which figures are taken of it, and
 * {@link org.lesionlens.metric.MetricsSummary} and {@link org.lesionlens.metric.PairedComparison} what they come to over
 * cases, with intervals by {@link org.lesionlens.metric.Bootstrap}. Classes go from
 * {@link org.lesionlens.metric.ClassAnswer} through {@link org.lesionlens.metric.ClassMetrics}. A figure that is not defined
 * is NaN, never 0. No file is known here. All is immutable and can be used by several threads.
 */
package org.lesionlens.metric;
