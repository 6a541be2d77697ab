/**
 * A local language model: one GGUF file in, text out.
 *
 * <p>Reading order: {@code fetch} finds the file, {@code gguf} reads it, {@code tokenizer} turns text into ids and back,
 * {@code llama} names its shape and weights, {@code onnx} builds the graph, {@code generate} runs it on DJL's ONNX Runtime
 * engine, and {@code chat} stands behind LangChain4j's interfaces.
 */
package dev.openbook.model;
