package org.lesionlens.inference;

import ai.onnxruntime.OnnxValue;
import java.util.Map;

/**
 * What a network answered; it is closed by whoever asked.
 *
 * @param values outputs by name
 * @param memory what they lie in
 */
record NetworkAnswer(Map<String, OnnxValue> values, AutoCloseable memory) implements AutoCloseable {
    @Override
    public void close() {
        try {
            memory.close();
        } catch (Exception e) {
            throw new IllegalStateException("the memory of an answer could not be given back", e);
        }
    }
}
