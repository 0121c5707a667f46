package org.lesionlens.evaluation;

import org.lesionlens.metric.MetricsSummary;

/**
 * What the figures of one kind of lesion come to over all cases.
 *
 * @param label the kind's name; {@link #MEAN} of the mean of all kinds; empty where all lesions count alike
 */
public record LabelledSummary(String label, MetricsSummary summary) {
    /** The label of what is averaged over the kinds of lesions. */
    public static final String MEAN = "mean";
}
