/**
 * A local model behind LangChain4j's interfaces: {@link dev.openbook.model.chat.LocalChatModel}.
 *
 * <p>A model file comes in, and an adapter if wanted; chat answers go out. The pipelines take any
 * {@link dev.langchain4j.model.chat.ChatModel}, so nothing else depends on this one. {@code ModelBenchmark} measures it.
 */
package dev.openbook.model.chat;
