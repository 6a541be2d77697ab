/**
 * Builds an ONNX graph of a llama in Java and runs it on DJL's ONNX Runtime engine.
 *
 * <p>{@link dev.openbook.model.llama.LlamaWeights} come in. {@code LlamaGraph} writes the graph, {@code GraphCache} keeps it
 * by hash, {@code OnnxForwardPass} runs it and owns the cache of keys and values. Out goes a
 * {@link dev.openbook.model.llama.ForwardPass}, which {@code dev.openbook.model.generate} drives.
 */
package dev.openbook.model.onnx;
