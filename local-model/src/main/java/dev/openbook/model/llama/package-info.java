/**
 * What a llama is made of: its shape ({@link dev.openbook.model.llama.LlamaConfig}), its weights by role and layer
 * ({@link dev.openbook.model.llama.LlamaWeights}), and what running it means ({@link dev.openbook.model.llama.ForwardPass}).
 *
 * <p>A GGUF file comes in; weights in Hugging Face order go out, to {@code dev.openbook.model.onnx}, which builds a graph of
 * them, and to training.
 */
package dev.openbook.model.llama;
