package org.lesionlens.io.dicom;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** DICOM's value representations (PS3.5 6.2). */
enum ValueRepresentation {
    AE,
    AS,
    AT,
    CS,
    DA,
    DS,
    DT,
    FD,
    FL,
    IS,
    LO,
    LT,
    OB,
    OD,
    OF,
    OL,
    OV,
    OW,
    PN,
    SH,
    SL,
    SQ,
    SS,
    ST,
    SV,
    TM,
    UC,
    UI,
    UL,
    UN,
    UR,
    US,
    UT,
    UV;

    private static final Set<ValueRepresentation> LONG = EnumSet.of(OB, OD, OF, OL, OV, OW, SQ, SV, UC, UN, UR, UT, UV);
    private static final Set<ValueRepresentation> TEXT =
            EnumSet.of(AE, AS, CS, DA, DS, DT, IS, LO, LT, PN, SH, ST, TM, UC, UI, UR, UT);
    private static final Map<String, ValueRepresentation> BY_LETTERS =
            Arrays.stream(values()).collect(Collectors.toMap(ValueRepresentation::name, Function.identity()));

    /** Whether its length takes four bytes, after two reserved ones, where the representation is explicit. */
    boolean hasLongLength() {
        return LONG.contains(this);
    }

    /** What makes a value's length even (PS3.5 6.2). */
    byte padding() {
        return TEXT.contains(this) && this != UI ? (byte) ' ' : 0;
    }

    /** How many letters a value holds at most (PS3.5 6.2), of representations of free text. */
    int mostLetters() {
        return switch (this) {
            case SH -> 16;
            case LO, PN -> 64;
            case ST -> 1024;
            case LT -> 10240;
            default -> Integer.MAX_VALUE;
        };
    }

    /** Whether values are text, the same bytes in every byte order. */
    boolean isText() {
        return TEXT.contains(this);
    }

    /** Looks up two letters; representations that this program does not know are treated as UN by the caller. */
    static Optional<ValueRepresentation> of(String letters) {
        return Optional.ofNullable(BY_LETTERS.get(letters));
    }
}
