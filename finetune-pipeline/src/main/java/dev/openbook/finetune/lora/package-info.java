/**
 * The llama forward pass with low-rank updates (LoRA), written as NDArray expressions that PyTorch differentiates.
 *
 * <p>Comes in: the frozen weights of {@code dev.openbook.model.llama} and a {@link dev.openbook.finetune.lora.LoraConfig}.
 * Goes out: {@link dev.openbook.finetune.lora.LoraModel}, whose loss {@code dev.openbook.finetune.train} minimises, and
 * the trained matrices as a {@link dev.openbook.model.adapter.LoraAdapter}.
 */
package dev.openbook.finetune.lora;
