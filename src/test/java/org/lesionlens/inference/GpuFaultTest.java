package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts as ONNX Runtime and CUDA word them. */
class GpuFaultTest {
    private static final String CUDA_CALL =
            "Error code - ORT_EP_FAIL - message: /onnxruntime_src/onnxruntime/core/providers/"
                    + "cuda/cuda_call.cc:122 std::conditional_t<THRW, void, onnxruntime::common::Status> onnxruntime::CudaCall(ERRTYPE,"
                    + " const char*, const char*, SUCCTYPE, const char*, const char*, int) [with ERRTYPE = cudaError; bool THRW = true]"
                    + " %s ; GPU=-1 ; hostname=h ; file=/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_execution_provider.cc ;"
                    + " line=336 ; expr=cudaSetDevice(info_.device_id); ";
    private static final String LOAD = "Error code - ORT_FAIL - message: Failed to load library /tmp/"
            + "libonnxruntime_providers_cuda.so with error: %s: cannot open shared object file: No such file or directory";

    @ParameterizedTest
    @CsvSource({
        "CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version, DRIVER, driver",
        "CUDA failure 100: no CUDA-capable device is detected, NO_GPU, CUDA_VISIBLE_DEVICES",
        "CUDA failure 46: all CUDA-capable devices are busy or unavailable, BUSY, wait",
        "CUDA failure 46: CUDA-capable device(s) is/are busy or unavailable, BUSY, wait",
        "CUDA failure 209: no kernel image is available for execution on the device, TOO_OLD_OR_NEW, cpu",
        "CUDA failure 2: out of memory, MEMORY, memory of the GPU is full",
    })
    void whatCudaSaysIsToldInOneSentence(String said, GpuFault fault, String advice) {
        String text = String.format(CUDA_CALL, said);
        assertThat(GpuFault.of(text)).contains(fault);
        assertThat(GpuFault.sentence(text).orElseThrow())
                .contains(advice)
                .doesNotContain("cuda_call.cc", "\n")
                .hasSizeLessThan(200);
    }

    @ParameterizedTest
    @CsvSource({
        "libcublasLt.so.12, install CUDA 12",
        "libcublasLt.so.13, install CUDA 13",
        "libcudart.so.12, install CUDA 12",
        "libcufft.so.11, install CUDA 12",
        "libcufft.so.12, install CUDA 13",
        "libcudnn.so.9, install cuDNN 9",
        "libnvinfer.so.10, install TensorRT",
        "libcuda.so.1, NVIDIA's driver",
    })
    void aLibraryThatIsMissingIsNamedWithWhatItBelongsTo(String library, String advice) {
        assertThat(GpuFault.sentence(String.format(LOAD, library)).orElseThrow())
                .contains(advice);
    }

    @Test
    void windowsNamesALibraryInAnotherWay() {
        String text =
                "Error loading \"C:\\x\\onnxruntime_providers_cuda.dll\" which depends on \"cublasLt64_12.dll\" which"
                        + " is missing. (Error 126: \"The specified module could not be found.\")";
        assertThat(GpuFault.sentence(text).orElseThrow()).contains("cublasLt64_12.dll", "CUDA 12", "PATH");
    }

    @ParameterizedTest
    @CsvSource({
        "Non-zero status code returned while running Conv node. Name:'c' Status Message: bfc_arena.cc:376 void*"
                + " onnxruntime::BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size 939524096",
        "Available memory of 1024 is smaller than requested bytes of 4096",
        "CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED",
    })
    void memoryThatIsFullIsSeenInTheMiddleOfARunToo(String text) {
        assertThat(GpuFault.of(text)).contains(GpuFault.MEMORY);
    }

    @Test
    void whatIsNotKnownIsNotGuessed() {
        assertThat(GpuFault.sentence("Invalid rank for input: input Got: 3 Expected: 4"))
                .isEmpty();
    }
}
