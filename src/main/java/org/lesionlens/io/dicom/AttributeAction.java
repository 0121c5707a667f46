package org.lesionlens.io.dicom;

/** What becomes of an attribute when a data set is de-identified; its name stands in the table of what was done. */
enum AttributeAction {
    /** Stays, if its value is of the kind that it must be. */
    KEEP("kept"),
    REMOVE("removed"),
    EMPTY("emptied"),
    /** Has a value that says nothing. */
    DUMMY("replaced by a dummy"),
    /** A date is moved; a time stays. */
    SHIFT("moved with all dates of the patient"),
    UID("replaced by another identifier"),
    /** A sequence stays; of what is in it each attribute has its own action. */
    CLEAN("cleaned inside"),
    /** Becomes the pseudonym. */
    PATIENT("replaced by a pseudonym"),
    /** Stays up to 89 years. */
    AGE("kept up to 89 years, else 090Y"),
    /** Says how the data set was de-identified. */
    MARK("says what was done");

    private final String words;

    AttributeAction(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
