package org.lesionlens.evaluation;

import org.lesionlens.metric.CaseAgreement;

/**
 * How prediction and reference of a case agree on one kind of lesion.
 *
 * @param label the kind's name; empty where all lesions count alike
 */
public record LabelledAgreement(String label, CaseAgreement agreement) {}
