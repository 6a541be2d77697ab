package dev.openbook.finetune.lora;

import ai.djl.engine.Engine;

/** The one place that loads DJL's PyTorch engine, with its settings made before. */
final class PyTorch {

    private PyTorch() {}

    /**
     * The engine by name, never the default one: ONNX Runtime lives in the same process. As many threads as processors for
     * an operator, one between operators: more threads only wait for each other.
     */
    static synchronized Engine engine() {
        setDefault(
                "ai.djl.pytorch.num_threads",
                Integer.toString(Runtime.getRuntime().availableProcessors()));
        setDefault("ai.djl.pytorch.num_interop_threads", "1");
        setDefault("ai.djl.pytorch.graph_optimizer", "false");
        setDefault("ai.djl.offline", "true"); // the native library is on the class path
        return Engine.getEngine("PyTorch");
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
