package org.lesionlens.io.dicomweb;

import java.util.List;

/**
 * What a server says of an object that it was sent (PS3.18 10.5.3).
 *
 * @param stored whether the server has it now
 * @param note what a user should know, a part of a sentence; empty if nothing
 */
public record StoreAnswer(boolean stored, String note) {
    private static final String FAILED = "00081198";
    private static final String REFERENCED = "00081199";
    private static final String INSTANCE = "00081155";
    private static final String FAILURE_REASON = "00081197";
    private static final String WARNING_REASON = "00081196";
    private static final int DUPLICATE = 0x0111;

    /** That of the object with a UID. */
    static StoreAnswer of(List<DicomJson> answers, String instance, int status) {
        for (DicomJson answer : answers) {
            for (DicomJson failed : answer.items(FAILED)) {
                if (isOf(failed, instance)) {
                    return failed(failed.number(FAILURE_REASON).orElse(0));
                }
            }
            for (DicomJson stored : answer.items(REFERENCED)) {
                if (isOf(stored, instance)) {
                    int warning = stored.number(WARNING_REASON).orElse(0);
                    return new StoreAnswer(
                            true, warning == 0 ? "" : "stored with a warning of the server (" + code(warning) + ")");
                }
            }
        }
        return new StoreAnswer(
                false,
                "the server answers " + status + " but does not say that it has stored it: look whether it is there");
    }

    private static boolean isOf(DicomJson item, String instance) {
        String uid = item.text(INSTANCE);
        return uid.isEmpty() || uid.equals(instance);
    }

    private static StoreAnswer failed(int reason) {
        if (reason == DUPLICATE) {
            return new StoreAnswer(true, "");
        }
        String words = reason >= 0xa700 && reason <= 0xa7ff
                ? "it is out of resources"
                : reason >= 0xa900 && reason <= 0xa9ff
                        ? "the object does not fit what it stores"
                        : reason >= 0xc000 && reason <= 0xcfff
                                ? "it cannot understand the object"
                                : switch (reason) {
                                    case 0x0110 -> "it failed in processing the object";
                                    case 0x0122 -> "it does not store objects of this kind";
                                    case 0x0124 -> "it does not allow this user to store";
                                    default -> "it gives no reason that is known here";
                                };
        return new StoreAnswer(false, "the server refuses it since " + words + " (" + code(reason) + ")");
    }

    private static String code(int reason) {
        return String.format("0x%04X", reason);
    }
}
