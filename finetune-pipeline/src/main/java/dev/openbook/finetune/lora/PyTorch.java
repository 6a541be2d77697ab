package dev.openbook.finetune.lora;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/** The one place that loads DJL's PyTorch engine, with its settings made before, and that goes past DJL's interface. */
final class PyTorch {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /** More would need more memory than a training may take, and batches are small. */
    static final int PASSES_AT_ONCE = Math.min(4, PROCESSORS);

    private static final int THREADS_A_PASS = PROCESSORS / PASSES_AT_ONCE;

    private PyTorch() {}

    /**
     * The engine by name, never the default one: ONNX Runtime lives in the same process. Processors are shared by passes
     * first, by the threads of an operator after; one thread between operators, as more only wait for each other.
     */
    static synchronized Engine engine() {
        setDefault("ai.djl.pytorch.num_threads", Integer.toString(THREADS_A_PASS));
        setDefault("ai.djl.pytorch.num_interop_threads", "1");
        setDefault("ai.djl.pytorch.graph_optimizer", "false");
        setDefault("ai.djl.offline", "true"); // the native library is on the class path
        return Engine.getEngine("PyTorch");
    }

    /** Holds this thread to its share of the processors: OpenMP keeps the number of threads for each calling thread anew. */
    static void limitThreads() {
        JniUtils.setNumThreads(THREADS_A_PASS);
    }

    /** Whether what this thread computes is kept for {@link #backward}. */
    static void record(boolean on) {
        JniUtils.setGradMode(on);
    }

    /** Differentiates on this thread; DJL's own collector allows one at a time in the whole process. */
    static void backward(NDArray loss) {
        NDArray one = loss.getManager().ones(loss.getShape(), loss.getDataType());
        JniUtils.backward((PtNDArray) loss, (PtNDArray) one, false, false);
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
