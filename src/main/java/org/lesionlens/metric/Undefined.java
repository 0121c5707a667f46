package org.lesionlens.metric;

import java.util.List;
import java.util.stream.Collectors;
import org.lesionlens.metric.Metric.Basis;
import org.lesionlens.metric.Metric.Unit;

/** Why a figure is not defined. */
final class Undefined {
    private Undefined() {}

    /** Of a case; empty if it is defined. */
    static String reason(Metric metric, CaseAgreement agreement) {
        if (!Double.isNaN(metric.of(agreement))) {
            return "";
        }
        if (metric.ofCase().isEmpty()) {
            return "a figure of all cases together";
        }
        if (!metric.basis().knownOf(agreement)) {
            return "only boxes are known";
        }
        if (metric.unit() == Unit.MILLILITRES) {
            return "the image has no volumes in ml";
        }
        return ofEmpty(metric.basis(), agreement);
    }

    private static String ofEmpty(Basis basis, CaseAgreement agreement) {
        boolean reference = basis.referenceEmpty(agreement);
        boolean prediction = basis.predictionEmpty(agreement);
        if (reference && prediction) {
            return "reference and prediction are empty";
        }
        if (reference || prediction) {
            return reference ? "the reference is empty" : "the prediction is empty";
        }
        return "no lesion of the prediction is one of the reference";
    }

    /** Of all cases together. */
    static String reason(Metric metric, List<CaseAgreement> cases) {
        if (!metric.bySize() && !metric.ofOneUnit(cases)) {
            return "some cases are in mm and others in pixels";
        }
        if (metric.ofCase().isPresent()) {
            return reason(metric, cases.get(0));
        }
        List<LesionAgreement> lesions =
                cases.stream().map(CaseAgreement::lesions).toList();
        if (lesions.stream().allMatch(each -> each.references().isEmpty())) {
            return "no reference has a lesion";
        }
        if (!lesions.stream().allMatch(LesionAgreement::scored)) {
            return "a predicted lesion has no score";
        }
        if (metric.basis() == Basis.BOXES && !lesions.stream().allMatch(LesionAgreement::sized)) {
            return "the voxel size of a case without a predicted box, or with boxes without mm, is not known: give it an empty"
                    + " mask, or analysis.json beside its boxes, to have the figure";
        }
        if (!metric.ofOneUnit(cases)) {
            return "sizes of lesions are in "
                    + SizeClass.units(cases).stream().map(SizeUnit::symbol).collect(Collectors.joining(" and "));
        }
        boolean known = cases.stream().allMatch(metric.basis()::knownOf);
        return known ? "no reference has a lesion of that size" : "a case is known as boxes only";
    }
}
