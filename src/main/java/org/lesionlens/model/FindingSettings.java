package org.lesionlens.model;

import java.util.Map;

/** What a finding is: of a run that segments {@link AnalysisSettings}, of one that detects those of boxes. */
public interface FindingSettings {
    /** Numbers, flags and texts by the names that files have for them. */
    Map<String, Object> byName();
}
