"""The words that Keras has and this book has not, and what to write here in their place."""

from typing import Any

# Arguments that older releases of Keras had, and what they are called since.
OLD_ARGUMENTS = {
    "W_regularizer": "Write kernel_regularizer",
    "alpha": "Write negative_slope",
    "b_regularizer": "Write bias_regularizer",
    "batch_input_shape": "Write input_shape, without the batch axis",
    "bias": "Write use_bias",
    "border_mode": "Write padding",
    "dim_ordering": "Leave it out: images are (N, H, W, C)",
    "init": "Write kernel_initializer",
    "l": "Write l1 or l2",
    "lr": "Write learning_rate",
    "nb_classes": "Write num_classes",
    "nb_col": "Write kernel_size=(rows, columns)",
    "nb_epoch": "Write epochs",
    "nb_filter": "Write filters",
    "nb_row": "Write kernel_size=(rows, columns)",
    "output_dim": "Write units",
    "p": "Write rate",
    "period": "Leave it out: a checkpoint is written after each epoch",
    "show_accuracy": "Write metrics=['accuracy'] in compile",
    "subsample": "Write strides",
}

# Arguments that Keras has: the values that say what happens here anyway, and the cure for others.
NO_SUCH = "Leave it out"
FROM_ARRAYS = "Leave it out: fit takes whole arrays, in steps of batch_size"
KERAS_ARGUMENTS: dict[str, tuple[tuple[Any, ...], str]] = {
    "activity_regularizer": ((None,), "Leave it out, or take kernel_regularizer"),
    "auto_scale_loss": ((True, False), NO_SUCH),
    "autocast": ((True,), NO_SUCH),
    "axis": ((-1,), "The last axis is taken: leave it out"),
    "batch_shape": ((None,), "Write shape, without the batch axis"),
    "beta_initializer": (("zeros",), "beta starts at 0: leave it out"),
    "callbacks": ((None,), "Callbacks belong to fit"),
    "center": ((True,), NO_SUCH),
    "clipnorm": ((None,), "Leave it out, and take a smaller learning_rate"),
    "clipvalue": ((None,), "Leave it out, and take a smaller learning_rate"),
    "data_format": (
        (None, "channels_last"),
        "Images are (N, H, W, C): move the channels with np.moveaxis(x, 1, -1)",
    ),
    "decay": ((0, None), "Write a LearningRateScheduler among the callbacks"),
    "dilation_rate": ((1, (1, 1)), "Kernels have no gaps: take a larger kernel_size"),
    "epsilon": ((), "Write min_delta"),
    "dtype": ((None, "float32"), "The model says it: Sequential([...], dtype='float64')"),
    "gamma_initializer": (("ones",), "gamma starts at 1: leave it out"),
    "groups": ((1,), "For filters that see one channel each, write DepthwiseConv2D"),
    "ignore_class": ((None,), "Give those examples a sample_weight of 0"),
    "initial_accumulator_value": ((0,), NO_SUCH),
    "jit_compile": ((None, False, "auto"), NO_SUCH),
    "keepdims": ((False,), "Leave it out, and add Reshape((1, 1, channels))"),
    "label_smoothing": ((0,), "Smooth the one-hot labels: y * (1 - s) + s / classes"),
    "loss_weights": ((None,), "There is one loss: leave it out"),
    "max_queue_size": ((10,), FROM_ARRAYS),
    "momentum": ((0,), "Write SGD(momentum=0.9), or Adam"),
    "negative_slope": ((0,), "Write LeakyReLU(negative_slope=...)"),
    "overwrite": ((True,), "A file of that name is always replaced"),
    "batch_size": ((None,), "Leave it out: batches may have any size"),
    "moving_mean_initializer": (("zeros",), NO_SUCH),
    "moving_variance_initializer": (("ones",), NO_SUCH),
    "noise_shape": ((None,), "Leave it out: each number is dropped by itself"),
    "print_fn": ((None,), "summary prints: leave it out"),
    "reduction": (("sum_over_batch_size", "auto"), "The mean over the batch is taken"),
    "run_eagerly": ((None, True, False), NO_SUCH),
    "save_freq": (("epoch",), "A checkpoint is written after each epoch: leave it out"),
    "scale": ((True,), NO_SUCH),
    "seed": ((None,), "Leave it out: the model draws, Sequential([...], seed=0)"),
    "stddev": ((), "Write a function of (shape, rng)"),
    "steps": ((None,), FROM_ARRAYS),
    "steps_per_epoch": ((None,), FROM_ARRAYS),
    "steps_per_execution": ((1,), NO_SUCH),
    "threshold": ((0,), NO_SUCH),
    "trainable": ((True,), "Every layer is trained: leave it out"),
    "use_multiprocessing": ((False,), FROM_ARRAYS),
    "validation_freq": ((1,), "Validation follows each epoch: leave it out"),
    "validation_steps": ((None,), "All of validation_data is taken: leave it out"),
    "weight_decay": ((None, 0), "Write kernel_regularizer='l2' in the layers"),
    "weighted_metrics": ((None, []), "Write metrics: they do not weigh the examples"),
    "weights": ((None,), "Write layer.set_weights([...]) once it is built"),
    "workers": ((1,), FROM_ARRAYS),
}
# Further ones: None and False say what happens here anyway; of others there is no more to say.
_FURTHER = """
    adjustment amsgrad beta_constraint beta_regularizer bias_constraint by_name centered
    class_mode depthwise_constraint ema_momentum ema_overwrite_frequency expand_nested fused
    gamma_constraint gamma_regularizer global_clipnorm gradient_accumulation_steps
    kernel_constraint layer_range line_length lora_alpha lora_rank loss_scale_factor
    max_shard_size max_value optional options positions quantization_config ragged raise_error
    renorm renorm_clipping renorm_momentum sample_weight_mode save_format show_trainable
    skip_mismatch sparse synchronized target_tensors tensor use_ema virtual_batch_size
"""
FURTHER_ARGUMENTS = set(_FURTHER.split())

# What to write here, and the attributes and methods of Keras that it stands for.
_WRITE = {
    "self.params['name'] = array, in build": "add_weight",
    "optimizer.apply(gradients, weights)": "apply_gradients",
    "layer.forward(x)": "call",
    "model.dtype": "dtype",
    "model.evaluate(x, y)": "evaluate_generator",
    "model.save_weights('name.npz')": "export save save_model",
    "model.fit(x, y)": "fit_generator",
    "the line that made it": "from_config",
    "vars(...)": "get_config",
    "model.input_shape": "input input_shape inputs",
    "layer.params['kernel']": "kernel",
    "layer.params['bias']": "bias",
    "Sequential([...]) again, then model.load_weights('name.npz')": "load_model",
    "optimizer.learning_rate": "lr",
    "['loss', *model.metrics]": "metrics_names",
    "layer.state": "non_trainable_variables non_trainable_weights",
    "inspection.output_of(model, images, layer.name), or model.output_shape": "output",
    "model.output_shape": "outputs",
    "layer.compute_output_shape(input_shape)": "output_shape",
    "Sequential([Input(shape), *model.layers[:-1]])": "pop",
    "model.predict(x).argmax(axis=1)": "predict_classes",
    "model.predict(x)": "predict_generator predict_on_batch predict_proba",
    "nothing: these layers remember nothing from batch to batch": "reset_states",
    "model.evaluate(x, y, batch_size=len(x))": "test_on_batch",
    "model.summary() to see it, and the lines of code to keep it": "to_json to_yaml",
    "layer.params": "trainable_variables trainable_weights",
    "layer.weights": "variables",
}
ATTRIBUTES = {name: cure for cure, names in _WRITE.items() for name in names.split()}

# Methods that a class derived from Keras's writes, by the base: what is needed here in their place.
METHODS = {
    "Layer": {"call": ("forward", "Write forward(x, training=False) and backward(grad)")},
    "Trainer": {
        "call": ("forward", "Write a Layer of your own, with forward and backward"),
        "compute_loss": ("fit", "Write a Loss of your own: helpers.losses says how"),
    },
    "Loss": {"call": ("value", "Write value(y_true, y_pred) and slope(y_true, y_pred)")},
    "Optimizer": {"update_step": ("update", "Write update: helpers.optimizers says how")},
}

# Names that `from helpers import ...` may ask for. Any other of Keras's classes: see `missing`.
NAMES = {
    "Model": "Write Sequential([...]): one layer after another",
    "load_model": "Build the layers again, then call model.load_weights('name.npz')",
    "save_model": "Write model.save_weights('name.npz')",
    "GlobalMaxPool2D": "Write MaxPooling2D with the size of the whole map, then Flatten",
    "GlobalMaxPooling2D": "Write MaxPooling2D with the size of the whole map, then Flatten",
    "InputLayer": "Write Input(shape)",
    "ImageDataGenerator": "Change the arrays themselves before fit",
    "SeparableConv2D": "Write DepthwiseConv2D, then Conv2D(filters, 1)",
    "plot_model": "Write model.summary()",
    "set_random_seed": "Write Sequential([...], seed=0)",
    "schedules": "Write a LearningRateScheduler among the callbacks",
    "TensorBoard": "Write CSVLogger or LivePlot",
    "BackupAndRestore": "Write ModelCheckpoint(..., save_optimizer=True) and fit(resume_from=...)",
    "LambdaCallback": "Write a class of your own over Callback",
    "fashion_mnist": "Write load_mnist or load_kmnist",
    "cifar10": "Write load_mnist or load_kmnist",
    "np_utils": "Write to_categorical",
    "backend": "Write NumPy",
    "applications": "The weights of other networks do not fit here",
    "preprocessing": "Change the arrays themselves before fit",
    "adam": "Write Adam",
    "sgd": "Write SGD",
    "add": "Layers stand one after another: leave it out",
    "concatenate": "Layers stand one after another: leave it out",
    "categorical_accuracy": "Write 'categorical_accuracy', as a text, in compile",
    "top_k_categorical_accuracy": "Write a function of (y_true, y_pred)",
    "clone_model": "Write the line that made it again, or copy.deepcopy(model)",
    "constraints": "Leave them out, or write kernel_regularizer='l2'",
    "elu": "Write a class of your own over ActivationFunction, or 'leaky_relu'",
    "get_file": "Write load_mnist or load_kmnist",
    "image_dataset_from_directory": "Write helpers.images.load_image for each file",
    "img_to_array": "Write helpers.images.load_image",
    "imdb": "Write load_mnist or load_kmnist",
    "keras": "Write import helpers as keras",
    "lecun_normal": "Write 'he_normal', or a function of (shape, rng)",
    "load_img": "Write helpers.images.load_image",
    "mixed_precision": "Leave it out: float32 is taken",
    "model_from_json": "Write the lines that made it again, then model.load_weights('name.npz')",
    "model_from_yaml": "Write the lines that made it again, then model.load_weights('name.npz')",
    "multi_gpu_model": "Leave it out",
    "normalize": "Write x / np.linalg.norm(x, axis=1, keepdims=True)",
    "ops": "Write NumPy",
    "print_summary": "Write model.summary()",
    "wrappers": "Write helpers.estimator, for scikit-learn",
}
# Modules of Keras that are imported by their paths. Those below `layers`, `models` and `utils` too.
ROOMS = ("applications", "backend", "constraints", "keras", "ops", "preprocessing", "wrappers")
BY_MODULE = {
    "helpers.activations": "Write a class of your own over ActivationFunction",
    "helpers.callbacks": "Write a class of your own over Callback",
    "helpers.datasets": "Write mnist, kmnist or digits",
    "helpers.initializers": "Write a name such as 'he_normal', or a function of (shape, rng)",
    "helpers.losses": "Write a Loss of your own: helpers.losses says how",
    "helpers.metrics": "Write a name such as 'accuracy', or a function of (y_true, y_pred)",
    "helpers.optimizers": "Write SGD, RMSprop, Adam or Adadelta",
    "helpers.regularizers": "Write L1, L2 or L1L2",
}
