package org.lesionlens.metric;

/**
 * What a metric comes to over many cases.
 *
 * @param label for people: {@link Metric#label(java.util.List)}
 * @param unit what its values are given in: {@link Metric#unit(java.util.List)}
 * @param cases that have it
 * @param mean over the cases that have it, with its interval
 * @param median over the cases that have it
 * @param replacedMean over all cases, empty ones with the best or worst value: {@link Metric#replaced}
 * @param pooled of all cases together
 * @param sizes of which sizes the lesions are: {@link Metric#sizes}
 * @param reason why there is no figure at all; empty if there is one
 */
public record SummarisedMetric(
        Metric metric,
        String label,
        String unit,
        int cases,
        Interval mean,
        Interval median,
        Interval replacedMean,
        Interval pooled,
        String sizes,
        String reason) {}
