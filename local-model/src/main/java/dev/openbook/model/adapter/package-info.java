/**
 * LoRA adapters in the format of Hugging Face PEFT: {@code adapter_config.json} and {@code adapter_model.safetensors}.
 *
 * <p>Comes in: a folder written by PEFT or by {@code dev.openbook.finetune}. Goes out: a validated
 * {@link dev.openbook.model.adapter.LoraAdapter}, which {@code dev.openbook.model.llama} merges into the weights, and the
 * {@link dev.openbook.model.adapter.RefusalBias} beside it, which {@code dev.openbook.model.chat} adds where an answer begins.
 */
package dev.openbook.model.adapter;
