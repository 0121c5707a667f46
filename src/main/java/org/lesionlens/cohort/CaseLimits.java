package org.lesionlens.cohort;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.lesionlens.cases.MemoryBudget;

/**
 * What a case may take.
 *
 * @param time of work; what writing it takes is not stopped
 * @param memory shared with the other cases of this process
 * @param stop whether nothing more is wanted
 */
record CaseLimits(Duration time, MemoryBudget memory, BooleanSupplier stop) {}
