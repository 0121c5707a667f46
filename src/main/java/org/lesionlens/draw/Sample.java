package org.lesionlens.draw;

import java.util.List;

/**
 * Values of cases.
 *
 * @param name of what was measured
 * @param values finite
 */
public record Sample(String name, List<Value> values) {
    /** Leaves out values that are not finite: these cases have none. */
    public Sample {
        values = values.stream().filter(value -> Double.isFinite(value.value())).toList();
    }

    /** That of a case. */
    public record Value(String caseName, double value) {
        String tip() {
            return caseName + ": " + ChartStyle.numbers("#,##0.###").format(value);
        }
    }

    /** NaN if there are no values. */
    public double mean() {
        return values.stream().mapToDouble(Value::value).average().orElse(Double.NaN);
    }
}
