// Written by test/device/capture/opdefs.test.ts (SWATH_UPDATE_OPDEFS=1) from the op list of TensorFlow itself.
export const OP_TABLE = `Abort||error_msg exit_without_error
Abs|T|T
AccumulateNV2|N*T|N T shape
AccumulatorApplyGradient|. . dtype|dtype
AccumulatorNumAccumulated|.|
AccumulatorSetGlobalStep|. .|
AccumulatorTakeGradient|. .|dtype
Acosh|T|T
Acos|T|T
AddManySparseToTensorsMap|. T .|T container shared_name
AddN|N*T|N T
AddSparseToTensorsMap|. T .|T container shared_name
AddV2|T T|T
Add|T T|T
AdjustContrastv2|T .|T
AdjustContrast|T . . .|T
AdjustHue|T .|T
AdjustSaturation|T .|T
AllCandidateSampler|.|num_true num_sampled unique seed seed2
AllToAll|T .|T concat_dimension split_dimension split_count
All|. Tidx|keep_dims Tidx
Angle|T|T Tout
AnonymousHashTable||key_dtype value_dtype
AnonymousIteratorV2||output_types output_shapes
AnonymousIteratorV3||output_types output_shapes
AnonymousIterator||output_types output_shapes
AnonymousMemoryCache||
AnonymousMultiDeviceIteratorV3||devices output_types output_shapes
AnonymousMultiDeviceIterator||devices output_types output_shapes
AnonymousMutableDenseHashTable|key_dtype key_dtype|key_dtype value_dtype value_shape initial_num_buckets max_load_factor
AnonymousMutableHashTableOfTensors||key_dtype value_dtype value_shape
AnonymousMutableHashTable||key_dtype value_dtype
AnonymousRandomSeedGenerator|. .|
AnonymousSeedGenerator|. . .|
Any|. Tidx|keep_dims Tidx
ApplyAdaMax|T T T T T T T T T|T use_locking
ApplyAdadelta|T T T T T T T|T use_locking
ApplyAdagradDA|T T T T T T T .|T use_locking
ApplyAdagradV2|T T T T T|T use_locking update_slots
ApplyAdagrad|T T T T|T use_locking update_slots
ApplyAdam|T T T T T T T T T T|T use_locking use_nesterov
ApplyAddSign|T T T T T T T|T use_locking
ApplyCenteredRMSProp|T T T T T T T T T|T use_locking
ApplyFtrlV2|T T T T T T T T T|T use_locking multiply_linear_by_lr
ApplyFtrl|T T T T T T T T|T use_locking multiply_linear_by_lr
ApplyGradientDescent|T T T|T use_locking
ApplyMomentum|T T T T T|T use_locking use_nesterov
ApplyPowerSign|T T T T T T T|T use_locking
ApplyProximalAdagrad|T T T T T T|T use_locking
ApplyProximalGradientDescent|T T T T T|T use_locking
ApplyRMSProp|T T T T T T T T|T use_locking
ApproxTopK|T|k reduction_dimension recall_target is_max_k reduction_input_size_override aggregate_to_topk T
ApproximateEqual|T T|T tolerance
ArgMax|T Tidx|T Tidx output_type
ArgMin|T Tidx|T Tidx output_type
AsString|T|T precision scientific shortest width fill
Asinh|T|T
Asin|T|T
AssertCardinalityDataset|. .|output_types output_shapes
AssertNextDataset|. .|output_types output_shapes
AssertPrevDataset|. .|output_types output_shapes
Assert|. @T|T summarize
AssignAddVariableOp|. dtype|dtype
AssignAdd|T T|T use_locking
AssignSubVariableOp|. dtype|dtype
AssignSub|T T|T use_locking
AssignVariableOp|. dtype|dtype validate_shape
AssignVariableXlaConcatND|. N*T|T N num_concats paddings
Assign|T T|T validate_shape use_locking
Atan2|T T|T
Atanh|T|T
Atan|T|T
AudioSpectrogram|.|window_size stride magnitude_squared
AudioSummaryV2|. . .|max_outputs
AudioSummary|. .|sample_rate max_outputs
AutoShardDataset|. . .|auto_shard_policy output_types output_shapes num_replicas
AvgPool3DGrad|. T|ksize strides padding data_format T
AvgPool3D|T|ksize strides padding data_format T
AvgPoolGrad|. T|ksize strides padding data_format T
AvgPool|T|ksize strides padding data_format T
BandedTriangularSolve|T T|lower adjoint T
BarrierClose|.|cancel_pending_enqueues
BarrierIncompleteSize|.|
BarrierInsertMany|. . T|T component_index
BarrierReadySize|.|
BarrierTakeMany|. .|component_types allow_small_batch wait_for_incomplete timeout_ms
Barrier||component_types shapes capacity container shared_name
BatchCholeskyGrad|T T|T
BatchCholesky|T|T
BatchDatasetV2|. . .|parallel_copy output_types output_shapes metadata
BatchDataset|. .|output_types output_shapes metadata
BatchFFT2D|.|
BatchFFT3D|.|
BatchFFT|.|
BatchFunction|@Tin @Tcaptured|f num_batch_threads max_batch_size batch_timeout_micros max_enqueued_batches allowed_batch_sizes container shared_name batching_queue low_priority_max_batch_size low_priority_batch_timeout_micros low_priority_allowed_batch_sizes low_priority_max_enqueued_batches mixed_priority_policy batch_padding_policy Tin Tcaptured Tout enable_large_batch_splitting
BatchIFFT2D|.|
BatchIFFT3D|.|
BatchIFFT|.|
BatchMatMulV2|T T|T adj_x adj_y grad_x grad_y
BatchMatMulV3|Ta Tb|Ta Tb Tout adj_x adj_y grad_x grad_y
BatchMatMul|T T|T adj_x adj_y grad_x grad_y
BatchMatrixBandPart|T . .|T
BatchMatrixDeterminant|T|T
BatchMatrixDiagPart|T|T
BatchMatrixDiag|T|T
BatchMatrixInverse|T|adjoint T
BatchMatrixSetDiag|T T|T
BatchMatrixSolveLs|T T .|T fast
BatchMatrixSolve|T T|adjoint T
BatchMatrixTriangularSolve|T T|lower adjoint T
BatchNormWithGlobalNormalizationGrad|T T T T T|T variance_epsilon scale_after_normalization
BatchNormWithGlobalNormalization|T T T T T|T variance_epsilon scale_after_normalization
BatchSelfAdjointEigV2|T|compute_v T
BatchSelfAdjointEig|T|T
BatchSvd|T|compute_uv full_matrices T
BatchToSpaceND|T Tblock_shape Tcrops|T Tblock_shape Tcrops
BatchToSpace|T Tidx|T block_size Tidx
Batch|@T|num_batch_threads max_batch_size max_enqueued_batches batch_timeout_micros allowed_batch_sizes grad_timeout_micros container shared_name batching_queue T
BesselI0e|T|T
BesselI0|T|T
BesselI1e|T|T
BesselI1|T|T
BesselJ0|T|T
BesselJ1|T|T
BesselK0e|T|T
BesselK0|T|T
BesselK1e|T|T
BesselK1|T|T
BesselY0|T|T
BesselY1|T|T
Betainc|T T T|T
BiasAddGrad|T|T data_format
BiasAddV1|T T|T
BiasAdd|T T|T data_format
Bincount|. . T|T
Bitcast|T|T type
BitwiseAnd|T T|T
BitwiseOr|T T|T
BitwiseXor|T T|T
BlockLSTMGradV2|. T T T T T T T T T T T T T T T T T|use_peephole T
BlockLSTMGrad|. T T T T T T T T T T T T T T T T T|use_peephole T
BlockLSTMV2|. T T T T T T T T|cell_clip use_peephole T
BlockLSTM|. T T T T T T T T|forget_bias cell_clip use_peephole T
BoostedTreesAggregateStats|. . . .|max_splits num_buckets
BoostedTreesBucketize|num_features*. num_features*.|num_features
BoostedTreesCalculateBestFeatureSplitV2|. num_features*. . . . . . .|num_features logits_dimension
BoostedTreesCalculateBestFeatureSplit|. . . . . .|logits_dimension split_type
BoostedTreesCalculateBestGainsPerFeature|. num_features*. . . . .|max_splits num_features
BoostedTreesCenterBias|. . . . .|
BoostedTreesCreateEnsemble|. . .|
BoostedTreesCreateQuantileStreamResource|. . .|max_elements
BoostedTreesDeserializeEnsemble|. . .|
BoostedTreesEnsembleResourceHandleOp||container shared_name
BoostedTreesExampleDebugOutputs|. num_bucketized_features*.|num_bucketized_features logits_dimension
BoostedTreesFlushQuantileSummaries|.|num_features
BoostedTreesGetEnsembleStates|.|
BoostedTreesMakeQuantileSummaries|num_features*. . .|num_features
BoostedTreesMakeStatsSummary|. . . num_features*.|max_splits num_buckets num_features
BoostedTreesPredict|. num_bucketized_features*.|num_bucketized_features logits_dimension
BoostedTreesQuantileStreamResourceAddSummaries|. num_features*.|num_features
BoostedTreesQuantileStreamResourceDeserialize|. num_streams*.|num_streams
BoostedTreesQuantileStreamResourceFlush|. .|generate_quantiles
BoostedTreesQuantileStreamResourceGetBucketBoundaries|.|num_features
BoostedTreesQuantileStreamResourceHandleOp||container shared_name
BoostedTreesSerializeEnsemble|.|
BoostedTreesSparseAggregateStats|. . . . . .|max_splits num_buckets
BoostedTreesSparseCalculateBestFeatureSplit|. . . . . . . .|logits_dimension split_type
BoostedTreesTrainingPredict|. . . num_bucketized_features*.|num_bucketized_features logits_dimension
BoostedTreesUpdateEnsembleV2|. num_groups*. num_features*. num_features*. num_features*. num_features*. num_features*. num_features*. num_features*. . . .|num_features logits_dimension num_groups
BoostedTreesUpdateEnsemble|. . num_features*. num_features*. num_features*. num_features*. num_features*. . .|pruning_mode num_features
BroadcastArgs|T T|T
BroadcastGradientArgs|T T|T
BroadcastTo|T Tidx|T Tidx
Bucketize|T|T boundaries
BytesProducedStatsDataset|. .|output_types output_shapes
CSRSparseMatrixComponents|. .|type
CSRSparseMatrixToDense|.|type
CSRSparseMatrixToSparseTensor|.|type
CSVDatasetV2|. . . . . . . . @output_types .|output_types output_shapes
CSVDataset|. . . . . . . . @output_types|output_types output_shapes
CTCBeamSearchDecoder|T .|beam_width top_paths merge_repeated T
CTCGreedyDecoder|T .|merge_repeated blank_index T
CTCLossV2|. . . .|preprocess_collapse_repeated ctc_merge_repeated ignore_longer_outputs_than_inputs
CTCLoss|T . . .|preprocess_collapse_repeated ctc_merge_repeated ignore_longer_outputs_than_inputs T
CacheDatasetV2|. . .|output_types output_shapes metadata
CacheDataset|. .|output_types output_shapes metadata
CalibrationStatisticsSaver|@Tin|Tin ids calibration_methods output_file_path
Case|. @Tin|Tin Tout branches output_shapes
Cast|SrcT|SrcT DstT Truncate
Ceil|T|T
CheckNumericsV2|T|T message
CheckNumerics|T|T message
CheckPinned|T|T
CholeskyGrad|T T|T
Cholesky|T|T
ChooseFastestBranchDataset|. . . @Targuments|Targuments num_elements_per_branch branches other_arguments_lengths output_types output_shapes
ChooseFastestDataset|N*.|N num_experiments output_types output_shapes
ClipByValue|T T T|T
CloseSummaryWriter|.|
CollateTPUEmbeddingMemory|N*.|N
CollectiveAllToAllV2|T . . . Nordering_token*.|T communication_hint timeout_seconds is_stateless Nordering_token
CollectiveAllToAllV3|T . .|T timeout_seconds
CollectiveAssignGroupV2|. . .|
CollectiveBcastRecvV2|. . . Tshape|T Tshape communication_hint timeout_seconds
CollectiveBcastRecv||T group_size group_key instance_key shape communication_hint timeout_seconds
CollectiveBcastSendV2|T . . .|T communication_hint timeout_seconds
CollectiveBcastSend|T|T group_size group_key instance_key shape communication_hint timeout_seconds
CollectiveGatherV2|T . . . Nordering_token*.|T communication_hint timeout_seconds is_stateless Nordering_token
CollectiveGather|T|T group_size group_key instance_key shape communication_hint timeout_seconds
CollectiveInitializeCommunicator|. . .|communication_hint timeout_seconds
CollectivePermute|T .|T
CollectiveReduceScatterV2|T . . . Nordering_token*.|T merge_op final_op communication_hint timeout_seconds is_stateless Nordering_token max_subdivs_per_device
CollectiveReduceV2|T . . . Nordering_token*.|T merge_op final_op communication_hint timeout_seconds is_stateless Nordering_token max_subdivs_per_device
CollectiveReduceV3|T . .|T reduction timeout_seconds
CollectiveReduce|T|T group_size group_key instance_key merge_op final_op subdiv_offsets wait_for communication_hint timeout_seconds
CombinedNonMaxSuppression|. . . . . .|pad_per_class clip_boxes
ComplexAbs|T|T Tout
Complex|T T|T Tout
CompositeTensorVariantFromComponents|@Tcomponents|metadata Tcomponents
CompositeTensorVariantToComponents|.|metadata Tcomponents
CompressElement|@input_types|input_types
ComputeAccidentalHits|. .|num_true seed seed2
ComputeBatchSize|.|
ComputeDedupDataSizeV2||config embedding_partitions hbm_buffers_config tpu_topology
ComputeDedupDataSize||config
ComputeDedupDataTupleMaskV2||config embedding_partitions hbm_buffers_config tpu_topology
ComputeDedupDataTupleMask||config
ConcatOffset|. N*shape_type|N shape_type
ConcatV2|N*T Tidx|N T Tidx
ConcatenateDataset|. .|output_types output_shapes metadata
Concat|. N*T|N T
ConditionalAccumulator||dtype shape container shared_name reduction_type
ConfigureAndInitializeGlobalTPU||use_tfrt_host_runtime
ConfigureDistributedTPU||embedding_config tpu_embedding_config is_global_init enable_whole_mesh_compilations compilation_failure_closes_chips tpu_cancellation_closes_chips
ConfigureTPUEmbeddingHost|. .|config
ConfigureTPUEmbeddingMemory|.|
ConfigureTPUEmbedding||config
ConjugateTranspose|T Tperm|T Tperm
Conj|T|T
ConnectTPUEmbeddingHosts|N*.|N
Const||value dtype
ConsumeMutexLock|.|
ControlTrigger||
Conv2DBackpropFilterV2|T T T|T strides use_cudnn_on_gpu padding explicit_paddings data_format dilations
Conv2DBackpropFilter|T . T|T strides use_cudnn_on_gpu padding explicit_paddings data_format dilations
Conv2DBackpropInputV2|T T T|T strides use_cudnn_on_gpu padding explicit_paddings data_format dilations
Conv2DBackpropInput|. T T|T strides use_cudnn_on_gpu padding explicit_paddings data_format dilations
Conv2D|T T|T strides use_cudnn_on_gpu padding explicit_paddings data_format dilations
Conv3DBackpropFilterV2|T . T|T strides padding data_format dilations
Conv3DBackpropFilter|T T T|T strides padding dilations
Conv3DBackpropInputV2|Tshape T T|T strides padding data_format dilations Tshape
Conv3DBackpropInput|T T T|T strides padding dilations
Conv3D|T T|T strides padding data_format dilations
ConvertToCooTensor|. . .|sample_count combiner
ConvertToListOfSparseCoreCooTensors|. . .|sample_count num_sc_per_chip row_offset col_offset col_shift num_sc_shards stacked_table_sample_count combiner
ConvertToSparseCoreCsrWrappedCooTensor|num_sc_per_chip*. num_sc_per_chip*. num_sc_per_chip*. num_sc_per_chip*. .|sample_count_per_sc num_replica max_minibatches_per_sc max_ids_per_chip_per_sample table_vocab_size feature_width num_sc_per_chip table_name allow_id_dropping
Conv|T T|T strides padding explicit_paddings data_format dilations batch_dims groups
CopyHost|T|T tensor_name debug_ops_spec
CopyToMeshGrad|T T|T
CopyToMesh|T|mesh T
Copy|T|T tensor_name debug_ops_spec
Cosh|T|T
Cos|T|T
CountUpTo|T|limit T
CreateSummaryDbWriter|. . . . .|
CreateSummaryFileWriter|. . . . .|
CropAndResizeGradBoxes|. T . .|T method
CropAndResizeGradImage|. . . .|T method
CropAndResize|T . . .|T method extrapolation_value
CrossReplicaSum|T .|T
Cross|T T|T
CudnnRNNBackpropV2|T T T T T T T T T T T .|T rnn_mode input_mode direction dropout seed seed2
CudnnRNNBackpropV3|T T T T . T T T T T T T .|T rnn_mode input_mode direction dropout seed seed2 num_proj time_major
CudnnRNNBackprop|T T T T T T T T T T T|T rnn_mode input_mode direction dropout seed seed2
CudnnRNNCanonicalToParamsV2|. . . num_params_weights*T num_params_biases*T|T num_params_weights num_params_biases rnn_mode input_mode direction dropout seed seed2 num_proj
CudnnRNNCanonicalToParams|. . . num_params*T num_params*T|T num_params rnn_mode input_mode direction dropout seed seed2
CudnnRNNParamsSize|. . .|T S rnn_mode input_mode direction dropout seed seed2 num_proj
CudnnRNNParamsToCanonicalV2|. . . T|T num_params_weights num_params_biases rnn_mode input_mode direction dropout seed seed2 num_proj
CudnnRNNParamsToCanonical|. . . T|T num_params rnn_mode input_mode direction dropout seed seed2
CudnnRNNV2|T T T T|T rnn_mode input_mode direction dropout seed seed2 is_training
CudnnRNNV3|T T T T .|T rnn_mode input_mode direction dropout seed seed2 num_proj is_training time_major
CudnnRNN|T T T T|T rnn_mode input_mode direction dropout seed seed2 is_training
Cumprod|T Tidx|exclusive reverse T Tidx
Cumsum|T Tidx|exclusive reverse T Tidx
CumulativeLogsumexp|T Tidx|exclusive reverse T Tidx
CustomAggregator|.|id calibration_method num_bins min_percentile max_percentile
DTensorAllGather|T|T input_layout output_layout
DTensorAllReduce|T .|T reduce_op device_type
DTensorAllScatter|T|T input_layout output_layout
DTensorAllToAll|T|T input_layout output_layout
DTensorReduceScatter|T . .|T reduce_op device_type
DTensorRestoreV2|. . .|input_shapes input_layouts dtypes
DTensorSetGlobalTPUArray|.|
DataFormatDimMap|T|T src_format dst_format
DataFormatVecPermute|T|T src_format dst_format
DataServiceDatasetV2|. . . . . . . . .|task_refresh_interval_hint_ms output_types output_shapes data_transfer_protocol target_workers cross_trainer_cache_options
DataServiceDatasetV3|. . . . . . . . .|task_refresh_interval_hint_ms output_types output_shapes data_transfer_protocol target_workers uncompress uncompress_fn cross_trainer_cache_options
DataServiceDatasetV4|. . . . . . . . .|task_refresh_interval_hint_ms output_types output_shapes data_transfer_protocol target_workers uncompress uncompress_fn cross_trainer_cache_options
DataServiceDataset|. . . . . . .|task_refresh_interval_hint_ms output_types output_shapes data_transfer_protocol target_workers cross_trainer_cache_options
DatasetCardinality|.|cardinality_options
DatasetFingerprint|.|
DatasetFromGraph|.|
DatasetToGraphV2|.|external_state_policy strip_device_assignment
DatasetToGraph|.|stateful_whitelist allow_stateful strip_device_assignment
DatasetToSingleElement|.|output_types output_shapes metadata
DatasetToTFRecord|. . .|
Dawsn|T|T
DebugGradientIdentity|T|T
DebugGradientRefIdentity|T|T
DebugIdentityV2|T|T tfdbg_context_id op_name output_slot tensor_debug_mode debug_urls circular_buffer_size tfdbg_run_id
DebugIdentityV3|T|T device_name tensor_name io_of_node is_input io_index debug_urls gated_grpc
DebugIdentity|T|T device_name tensor_name debug_urls gated_grpc
DebugNanCount|T|T device_name tensor_name debug_urls gated_grpc
DebugNumericSummaryV2|T|output_dtype T tensor_debug_mode tensor_id
DebugNumericSummary|T|T device_name tensor_name debug_urls lower_bound upper_bound mute_if_healthy gated_grpc
DecodeAndCropJpeg|. .|channels ratio fancy_upscaling try_recover_truncated acceptable_fraction dct_method
DecodeBase64|.|
DecodeBmp|.|channels
DecodeCSV|. @OUT_TYPE|OUT_TYPE field_delim use_quote_delim na_value select_cols
DecodeCompressed|.|compression_type
DecodeGif|.|
DecodeImage|.|channels dtype expand_animations
DecodeJSONExample|.|
DecodeJpeg|.|channels ratio fancy_upscaling try_recover_truncated acceptable_fraction dct_method
DecodeJxl|.|channels dtype
DecodePaddedRaw|. .|out_type little_endian
DecodePng|.|channels dtype
DecodeProtoV2|.|message_type field_names output_types descriptor_source message_format sanitize
DecodeRaw|.|out_type little_endian
DecodeWav|.|desired_channels desired_samples
DecodeWebP|.|channels dtype
DeepCopy|T|T
DeleteIterator|. .|
DeleteMemoryCache|. .|
DeleteMultiDeviceIterator|. N*. .|N
DeleteRandomSeedGenerator|. .|
DeleteRpcFutureResource|. .|
DeleteSeedGenerator|. .|
DeleteSessionTensor|.|
DenseBincount|Tidx Tidx T|Tidx T binary_output
DenseCountSparseOutput|T output_type|T minlength maxlength binary_output output_type
DenseToCSRSparseMatrix|T .|T
DenseToDenseSetOperation|T T|set_operation validate_indices T
DenseToSparseBatchDataset|. . .|output_types output_shapes
DenseToSparseSetOperation|T . T .|set_operation validate_indices T
DepthToSpace|T|T block_size data_format
DepthwiseConv2dNativeBackpropFilter|T . T|T strides padding explicit_paddings data_format dilations
DepthwiseConv2dNativeBackpropInput|. T T|T strides padding explicit_paddings data_format dilations
DepthwiseConv2dNative|T T|T strides padding explicit_paddings data_format dilations
Dequantize|T . .|T mode narrow_range axis dtype
DeserializeIterator|. .|
DeserializeManySparse|.|dtype
DeserializeSparse|Tserialized|dtype Tserialized
DestroyResourceOp|.|ignore_lookup_error
DestroyTemporaryVariable|T|T var_name
DeviceIndex||device_names
DiagPart|T|T
Diag|T|T
Digamma|T|T
Dilation2DBackpropFilter|T T T|T strides rates padding
Dilation2DBackpropInput|T T T|T strides rates padding
Dilation2D|T T|T strides rates padding
DirectedInterleaveDataset|. N*.|output_types output_shapes N stop_on_empty_dataset
DisableCopyOnRead|.|
DistributedSave|. . .|metadata
DivNoNan|T T|T
Div|T T|T
DrawBoundingBoxesV2|T . .|T
DrawBoundingBoxes|T .|T
DummyIterationCounter||
DummyMemoryCache||
DummySeedGenerator||
DumpTensor|T|log_dir_path file_name T enabled func_name node_name
DynamicEnqueueTPUEmbeddingArbitraryTensorBatch|N*T1 N*T2 N*T3 . .|T1 T2 T3 N combiners
DynamicEnqueueTPUEmbeddingRaggedTensorBatch|N*T1 N*T2 N*T3 . .|T1 T2 T3 N combiners table_ids max_sequence_lengths num_features
DynamicPartition|T .|num_partitions T
DynamicStitch|N*. N*T|N T
EagerPyFunc|@Tin|token is_async Tin Tout
EditDistance|. T . . T .|normalize T
Eig|T|compute_v T Tout
Einsum|N*T|equation N T
EluGrad|T T|T
Elu|T|T
EmptyTensorList|shape_type .|element_dtype shape_type
EmptyTensorMap||
Empty|.|dtype init
EncodeBase64|.|pad
EncodeJpegVariableQuality|. .|
EncodeJpeg|.|format quality progressive optimize_size chroma_downsampling density_unit x_density y_density xmp_metadata
EncodePng|T|compression T
EncodeProto|. @Tinput_types|field_names message_type descriptor_source Tinput_types
EncodeWav|. .|
EnqueueTPUEmbeddingArbitraryTensorBatch|N*T1 N*T2 N*T3 .|T1 T2 T3 N device_ordinal combiners
EnqueueTPUEmbeddingBatch|N*. .|N device_ordinal combiners
EnqueueTPUEmbeddingIntegerBatch|N*. .|N device_ordinal
EnqueueTPUEmbeddingRaggedTensorBatch|N*T1 N*T2 N*T3 .|T1 T2 T3 N device_ordinal combiners table_ids max_sequence_lengths num_features
EnqueueTPUEmbeddingSparseBatch|N*T1 N*T2 N*T3 .|T1 T2 T3 N device_ordinal combiners
EnqueueTPUEmbeddingSparseTensorBatch|N*T1 N*T2 N*T3 .|T1 T2 T3 N device_ordinal combiners table_ids max_sequence_lengths num_features
EnsureShape|T|shape T
Enter|T|T frame_name is_constant parallel_iterations
Equal|T T|T incompatible_shape_error
Erfc|T|T
Erfinv|T|T
Erf|T|T
EuclideanNorm|T Tidx|keep_dims T Tidx
ExecuteTPUEmbeddingPartitioner||config
Exit|T|T
ExpandDims|T Tdim|T Tdim
ExperimentalAssertNextDataset|. .|output_types output_shapes
ExperimentalAutoShardDataset|. . .|auto_shard_policy output_types output_shapes
ExperimentalBytesProducedStatsDataset|. .|output_types output_shapes
ExperimentalCSVDataset|. . . . . . . . @output_types|output_types output_shapes
ExperimentalChooseFastestDataset|N*.|N num_experiments output_types output_shapes
ExperimentalDatasetCardinality|.|
ExperimentalDatasetToTFRecord|. . .|
ExperimentalDenseToSparseBatchDataset|. . .|output_types output_shapes
ExperimentalDirectedInterleaveDataset|. N*.|output_types output_shapes N
ExperimentalGroupByReducerDataset|. @Tkey_func_other_arguments @Tinit_func_other_arguments @Treduce_func_other_arguments @Tfinalize_func_other_arguments|key_func init_func reduce_func finalize_func Tkey_func_other_arguments Tinit_func_other_arguments Treduce_func_other_arguments Tfinalize_func_other_arguments output_types output_shapes
ExperimentalGroupByWindowDataset|. @Tkey_func_other_arguments @Treduce_func_other_arguments @Twindow_size_func_other_arguments|key_func reduce_func window_size_func Tkey_func_other_arguments Treduce_func_other_arguments Twindow_size_func_other_arguments output_types output_shapes
ExperimentalIgnoreErrorsDataset|.|output_types output_shapes log_warning
ExperimentalIteratorGetDevice|.|
ExperimentalLMDBDataset|.|output_types output_shapes
ExperimentalLatencyStatsDataset|. .|output_types output_shapes
ExperimentalMapAndBatchDataset|. @Targuments . . .|f Targuments output_types output_shapes preserve_cardinality
ExperimentalMapDataset|. @Targuments|f Targuments output_types output_shapes use_inter_op_parallelism preserve_cardinality force_synchronous
ExperimentalMatchingFilesDataset|.|
ExperimentalMaxIntraOpParallelismDataset|. .|output_types output_shapes
ExperimentalNonSerializableDataset|.|output_types output_shapes
ExperimentalParallelInterleaveDataset|. @Targuments . . . . .|f Targuments output_types output_shapes
ExperimentalParseExampleDataset|. . @Tdense|sparse_keys dense_keys sparse_types Tdense dense_shapes output_types output_shapes sloppy
ExperimentalPrivateThreadPoolDataset|. .|output_types output_shapes
ExperimentalRandomDataset|. .|output_types output_shapes
ExperimentalRebatchDataset|. .|output_types output_shapes use_fallback
ExperimentalScanDataset|. @Tstate @Targuments|f Tstate Targuments output_types output_shapes preserve_cardinality
ExperimentalSetStatsAggregatorDataset|. . . .|output_types output_shapes
ExperimentalSleepDataset|. .|output_types output_shapes
ExperimentalSlidingWindowDataset|. . . .|output_types output_shapes
ExperimentalSqlDataset|. . .|output_types output_shapes
ExperimentalStatsAggregatorHandle||container shared_name
ExperimentalStatsAggregatorSummary|.|
ExperimentalTakeWhileDataset|. @Targuments|predicate Targuments output_types output_shapes
ExperimentalThreadPoolDataset|. .|output_types output_shapes
ExperimentalThreadPoolHandle||num_threads max_intra_op_parallelism display_name container shared_name
ExperimentalUnbatchDataset|.|output_types output_shapes
ExperimentalUniqueDataset|.|output_types output_shapes
Expint|T|T
Expm1|T|T
Exp|T|T
ExtractGlimpseV2|. . .|centered normalized uniform_noise noise
ExtractGlimpse|. . .|centered normalized uniform_noise noise
ExtractImagePatches|T|ksizes strides rates T padding
ExtractJpegShape|.|output_type
ExtractVolumePatches|T|ksizes strides T padding
FFT2D|Tcomplex|Tcomplex
FFT3D|Tcomplex|Tcomplex
FFTND|Tcomplex . .|Tcomplex
FFT|Tcomplex|Tcomplex
FIFOQueueV2||component_types shapes capacity container shared_name
FIFOQueue||component_types shapes capacity container shared_name
Fact||
FakeParam||dtype shape
FakeQuantWithMinMaxArgsGradient|. .|min max num_bits narrow_range
FakeQuantWithMinMaxArgs|.|min max num_bits narrow_range
FakeQuantWithMinMaxVarsGradient|. . . .|num_bits narrow_range
FakeQuantWithMinMaxVarsPerChannelGradient|. . . .|num_bits narrow_range
FakeQuantWithMinMaxVarsPerChannel|. . .|num_bits narrow_range
FakeQuantWithMinMaxVars|. . .|num_bits narrow_range
FakeQueue|.|
FileSystemSetConfiguration|. . .|
Fill|index_type T|T index_type
FilterByLastComponentDataset|.|output_types output_shapes
FilterDataset|. @Targuments|predicate Targuments output_types output_shapes metadata
FinalizeDataset|.|has_captured_ref output_types output_shapes
FinalizeTPUEmbeddingV2|. .|
FinalizeTPUEmbedding|. .|
Fingerprint|T .|T
FixedLengthRecordDatasetV2|. . . . . .|metadata
FixedLengthRecordDataset|. . . . .|metadata
FixedLengthRecordReaderV2||header_bytes record_bytes footer_bytes hop_bytes container shared_name encoding
FixedLengthRecordReader||header_bytes record_bytes footer_bytes hop_bytes container shared_name
FixedUnigramCandidateSampler|.|num_true num_sampled unique range_max vocab_file distortion num_reserved_ids num_shards shard unigrams seed seed2
FlatMapDataset|. @Targuments|f Targuments output_types output_shapes metadata
FloorDiv|T T|T
FloorMod|T T|T
Floor|T|T
FlushSummaryWriter|.|
For|. . . @T|T body
FractionalAvgPoolGrad|. T . .|overlapping T
FractionalAvgPool|T|pooling_ratio pseudo_random overlapping deterministic seed seed2 T
FractionalMaxPoolGrad|T T T . .|overlapping T
FractionalMaxPool|T|pooling_ratio pseudo_random overlapping deterministic seed seed2 T
FresnelCos|T|T
FresnelSin|T|T
FusedBatchNormGradV2|T T . U U|T U epsilon data_format is_training
FusedBatchNormGradV3|T T . U U U|T U epsilon data_format is_training
FusedBatchNormGrad|T T T T T|T epsilon data_format is_training
FusedBatchNormV2|T U U U U|T U epsilon exponential_avg_factor data_format is_training
FusedBatchNormV3|T U U U U|T U epsilon exponential_avg_factor data_format is_training
FusedBatchNorm|T T T T T|T epsilon exponential_avg_factor data_format is_training
FusedPadConv2D|T . T|T mode strides padding
FusedResizeAndPadConv2D|T . . T|T resize_align_corners mode strides padding
GRUBlockCellGrad|T T T T T T T T T T|T
GRUBlockCell|T T T T T T|T
GatherNd|Tparams Tindices|Tparams Tindices bad_indices_policy
GatherV2|Tparams Tindices Taxis|batch_dims Tparams Tindices Taxis
Gather|Tparams Tindices|validate_indices Tparams Tindices
GenerateBoundingBoxProposals|. . . . . . .|post_nms_topn
GenerateVocabRemapping|. .|new_vocab_offset num_new_vocab old_vocab_size
GeneratorDataset|@Tinit_func_args @Tnext_func_args @Tfinalize_func_args|init_func next_func finalize_func Tinit_func_args Tnext_func_args Tfinalize_func_args output_types output_shapes metadata
GetElementAtIndex|. .|output_types output_shapes
GetMinibatchSplitsWithPhysicalReplica|. . . .|sample_count num_replica table_vocab_size feature_width num_sc_per_chip table_name mini_batch_splits
GetMinibatchesInCsrWithPhysicalReplica|. . . . . .|sample_count num_replica max_minibatches_per_sc max_ids_per_chip_per_sample table_vocab_size feature_width num_sc_per_chip table_name mini_batch_in_csr
GetOptions|.|
GetSessionHandleV2|T|T
GetSessionHandle|T|T
GetSessionTensor|.|dtype
GetStatsFromListOfSparseCoreCooTensors|N*. N*. N*.|sample_count_list col_offset_list num_replica table_vocab_size feature_width num_sc_per_chip table_name N
GetTpuTaskId||
GlobalIterId||
GlobalShuffleDataset|. . . .|reshuffle_each_iteration output_types output_shapes metadata
GreaterEqual|T T|T
Greater|T T|T
GroupByReducerDataset|. @Tkey_func_other_arguments @Tinit_func_other_arguments @Treduce_func_other_arguments @Tfinalize_func_other_arguments|key_func init_func reduce_func finalize_func Tkey_func_other_arguments Tinit_func_other_arguments Treduce_func_other_arguments Tfinalize_func_other_arguments output_types output_shapes
GroupByWindowDataset|. @Tkey_func_other_arguments @Treduce_func_other_arguments @Twindow_size_func_other_arguments|key_func reduce_func window_size_func Tkey_func_other_arguments Treduce_func_other_arguments Twindow_size_func_other_arguments output_types output_shapes metadata
GuaranteeConst|T|T
HSVToRGB|T|T
HashTableV2||container shared_name use_node_name_sharing key_dtype value_dtype
HashTable||container shared_name use_node_name_sharing key_dtype value_dtype
HistogramFixedWidth|T T .|T dtype
HistogramSummary|. T|T
HostConst||value dtype
IFFT2D|Tcomplex|Tcomplex
IFFT3D|Tcomplex|Tcomplex
IFFTND|Tcomplex . .|Tcomplex
IFFT|Tcomplex|Tcomplex
IRFFT2D|Tcomplex .|Treal Tcomplex
IRFFT3D|Tcomplex .|Treal Tcomplex
IRFFTND|Tcomplex . .|Treal Tcomplex
IRFFT|Tcomplex .|Treal Tcomplex
IdentityN|@T|T
IdentityReaderV2||container shared_name
IdentityReader||container shared_name
Identity|T|T
If|Tcond @Tin|Tcond Tin Tout then_branch else_branch output_shapes
IgammaGradA|T T|T
Igammac|T T|T
Igamma|T T|T
IgnoreErrorsDataset|.|output_types output_shapes log_warning
ImageProjectiveTransformV2|dtype . .|dtype interpolation fill_mode
ImageProjectiveTransformV3|dtype . . .|dtype interpolation fill_mode
ImageSummary|. T|max_images T bad_color
Imag|T|T Tout
ImmutableConst||dtype shape memory_region_name
ImportEvent|. .|
InTopKV2|. T T|T
InTopK|. T|k T
IndexFlatMapDataset|. @Tmap_func_args @Tindex_map_func_args .|map_func index_map_func Tmap_func_args Tindex_map_func_args output_types output_shapes metadata
InfeedDequeueTuple||dtypes shapes
InfeedDequeue||dtype shape
InfeedEnqueuePrelinearizedBuffer|.|device_ordinal
InfeedEnqueueTuple|@dtypes|dtypes shapes layouts device_ordinal
InfeedEnqueue|dtype|dtype shape layout device_ordinal
InitializeTableFromDataset|. .|
InitializeTableFromTextFileV2|. .|key_index value_index vocab_size delimiter offset
InitializeTableFromTextFile|. .|key_index value_index vocab_size delimiter offset
InitializeTableV2|. Tkey Tval|Tkey Tval
InitializeTable|. Tkey Tval|Tkey Tval
InplaceAdd|T . T|T
InplaceSub|T . T|T
InplaceUpdate|T . T|T
InterleaveDataset|. @Targuments . .|f Targuments output_types output_shapes metadata
InvGrad|T T|T
InvertPermutation|T|T
Invert|T|T
Inv|T|T
IsBoostedTreesEnsembleInitialized|.|
IsBoostedTreesQuantileStreamResourceInitialized|.|
IsFinite|T|T
IsInf|T|T
IsNan|T|T
IsTPUEmbeddingInitialized||config
IsVariableInitialized|dtype|dtype
IsotonicRegression|T|T output_dtype
IteratorFromStringHandleV2|.|output_types output_shapes
IteratorFromStringHandle|.|output_types output_shapes
IteratorGetDevice|.|
IteratorGetModelProto|.|
IteratorGetNextAsOptional|.|output_types output_shapes
IteratorGetNextSync|.|output_types output_shapes
IteratorGetNext|.|output_types output_shapes
IteratorToStringHandle|.|
IteratorV2||shared_name container output_types output_shapes
Iterator||shared_name container output_types output_shapes
KMC2ChainInitialization|. .|
KmeansPlusPlusInitialization|. . . .|
KthOrderStatistic|.|k
L2Loss|T|T
LMDBDataset|.|output_types output_shapes
LMDBReader||container shared_name
LRNGrad|T T T|depth_radius bias alpha beta T
LRN|T|depth_radius bias alpha beta T
LSTMBlockCellGrad|T T T T T T T T T T T T T T T T|use_peephole T
LSTMBlockCell|T T T T T T T T|forget_bias cell_clip use_peephole T
LatencyStatsDataset|. .|output_types output_shapes
LeakyReluGrad|T T|alpha T
LeakyRelu|T|alpha T
LearnedUnigramCandidateSampler|.|num_true num_sampled unique range_max seed seed2
LeftShift|T T|T
LegacyParallelInterleaveDatasetV2|. @Targuments . . . .|f deterministic Targuments output_types output_shapes metadata
LessEqual|T T|T
Less|T T|T
Lgamma|T|T
LinSpace|T T Tidx|T Tidx
ListDataset|@Tinput_types|Tinput_types output_types output_shapes metadata
ListDiff|T T|T out_idx
ListSnapshotChunksDataset|.|output_types output_shapes
LoadAllTPUEmbeddingParameters|NumTables*. NumTables*. NumTables*. NumTables*. NumTables*. NumTables*. NumTables*. NumTables*.|NumTables config num_shards shard_id
LoadAndRemapMatrix|. . . . .|num_rows num_cols max_rows_in_memory
LoadDataset|. @Treader_func_args|output_types output_shapes compression reader_func Treader_func_args
LoadTPUEmbeddingADAMParameters|. . .|table_id table_name num_shards shard_id config
LoadTPUEmbeddingAdadeltaParameters|. . .|table_id table_name num_shards shard_id config
LoadTPUEmbeddingAdagradMomentumParameters|. . .|table_id table_name num_shards shard_id config
LoadTPUEmbeddingAdagradParameters|. .|table_id table_name num_shards shard_id config
LoadTPUEmbeddingCenteredRMSPropParameters|. . . .|table_id table_name num_shards shard_id config
LoadTPUEmbeddingFTRLParameters|. . .|table_id table_name num_shards shard_id config
LoadTPUEmbeddingFrequencyEstimatorParameters|. .|table_id table_name num_shards shard_id config
LoadTPUEmbeddingMDLAdagradLightParameters|. . . .|table_id table_name num_shards shard_id config
LoadTPUEmbeddingMomentumParameters|. .|table_id table_name num_shards shard_id config
LoadTPUEmbeddingProximalAdagradParameters|. .|table_id table_name num_shards shard_id config
LoadTPUEmbeddingProximalYogiParameters|. . .|table_id table_name num_shards shard_id config
LoadTPUEmbeddingRMSPropParameters|. . .|table_id table_name num_shards shard_id config
LoadTPUEmbeddingStochasticGradientDescentParameters|.|table_id table_name num_shards shard_id config
Log1p|T|T
LogMatrixDeterminant|T|T
LogSoftmax|T|T
LogUniformCandidateSampler|.|num_true num_sampled unique range_max seed seed2
LogicalAnd|. .|
LogicalNot|.|
LogicalOr|. .|
Log|T|T
LookupTableExportV2|.|Tkeys Tvalues
LookupTableExport|.|Tkeys Tvalues
LookupTableFindV2|. Tin Tout|Tin Tout
LookupTableFind|. Tin Tout|Tin Tout
LookupTableImportV2|. Tin Tout|Tin Tout
LookupTableImport|. Tin Tout|Tin Tout
LookupTableInsertV2|. Tin Tout|Tin Tout
LookupTableInsert|. Tin Tout|Tin Tout
LookupTableRemoveV2|. Tin|Tin
LookupTableSizeV2|.|
LookupTableSize|.|
LoopCond|.|
LowerBound|T T|T out_type
Lu|T|T output_idx_type
MakeIterator|. .|
MakeUnique|.|
MapAndBatchDataset|. @Targuments . . .|f Targuments output_types output_shapes preserve_cardinality metadata
MapClear||capacity memory_limit dtypes container shared_name
MapDataset|. @Targuments|f Targuments output_types output_shapes use_inter_op_parallelism preserve_cardinality force_synchronous metadata
MapDefun|@Targuments @Tcaptured|Targuments Tcaptured output_types output_shapes f max_intra_op_parallelism
MapIncompleteSize||capacity memory_limit dtypes container shared_name
MapPeek|. .|capacity memory_limit dtypes container shared_name
MapSize||capacity memory_limit dtypes container shared_name
MapStage|. . @fake_dtypes|capacity memory_limit dtypes fake_dtypes container shared_name
MapUnstageNoKey|.|capacity memory_limit dtypes container shared_name
MapUnstage|. .|capacity memory_limit dtypes container shared_name
MatMul|T T|transpose_a transpose_b T grad_a grad_b
MatchingFilesDataset|.|
MatchingFiles|.|
MatrixBandPart|T Tindex Tindex|T Tindex
MatrixDeterminant|T|T
MatrixDiagPartV2|T . T|T
MatrixDiagPartV3|T . T|T align
MatrixDiagPart|T|T
MatrixDiagV2|T . . . T|T
MatrixDiagV3|T . . . T|T align
MatrixDiag|T|T
MatrixExponential|T|T
MatrixInverse|T|adjoint T
MatrixLogarithm|T|T
MatrixSetDiagV2|T T .|T
MatrixSetDiagV3|T T .|T align
MatrixSetDiag|T T|T
MatrixSolveLs|T T .|T fast
MatrixSolve|T T|adjoint T
MatrixSquareRoot|T|T
MatrixTriangularSolve|T T|lower adjoint T
MaxIntraOpParallelismDataset|. .|output_types output_shapes
MaxPool3DGradGrad|T T T|ksize strides padding data_format T
MaxPool3DGrad|TInput TInput T|ksize strides padding data_format T TInput
MaxPool3D|T|ksize strides padding data_format T
MaxPoolGradGradV2|T T T . .|padding data_format T
MaxPoolGradGradWithArgmax|T T Targmax|ksize strides padding include_batch_in_index Targmax T
MaxPoolGradGrad|T T T|ksize strides padding data_format T
MaxPoolGradV2|T T T . .|padding data_format T
MaxPoolGradWithArgmax|T T Targmax|ksize strides padding include_batch_in_index Targmax T
MaxPoolGrad|T T T|ksize strides padding explicit_paddings data_format T
MaxPoolV2|T . .|T padding data_format
MaxPoolWithArgmax|T|ksize strides Targmax padding include_batch_in_index T
MaxPool|T|T ksize strides padding explicit_paddings data_format
Maximum|T T|T
Max|T Tidx|keep_dims T Tidx
Mean|T Tidx|keep_dims T Tidx
MergeDedupData|integer_type float_type|tuple_mask integer_type float_type config
MergeSummary|N*.|N
MergeV2Checkpoints|. .|delete_old_dirs allow_missing_files
Merge|N*T|T N
Mfcc|. .|upper_frequency_limit lower_frequency_limit filterbank_channel_count dct_coefficient_count
Minimum|T T|T
Min|T Tidx|keep_dims T Tidx
MirrorPadGrad|T Tpaddings|T Tpaddings mode
MirrorPad|T Tpaddings|T Tpaddings mode
MlirPassthroughOp|@Tinputs|mlir_module Tinputs Toutputs
ModelDataset|.|algorithm cpu_budget ram_budget output_types output_shapes
Mod|T T|T
MulNoNan|T T|T
MultiDeviceIteratorFromStringHandle|.|output_types output_shapes
MultiDeviceIteratorGetNextFromShard|. . .|output_types output_shapes
MultiDeviceIteratorInit|. . .|
MultiDeviceIteratorToStringHandle|.|
MultiDeviceIterator||devices shared_name container output_types output_shapes
Multinomial|T .|seed seed2 T output_dtype
Mul|T T|T
MutableDenseHashTableV2|key_dtype key_dtype|container shared_name use_node_name_sharing key_dtype value_dtype value_shape initial_num_buckets max_load_factor
MutableDenseHashTable|key_dtype|container shared_name use_node_name_sharing key_dtype value_dtype value_shape initial_num_buckets max_load_factor
MutableHashTableOfTensorsV2||container shared_name use_node_name_sharing key_dtype value_dtype value_shape
MutableHashTableOfTensors||container shared_name use_node_name_sharing key_dtype value_dtype value_shape
MutableHashTableV2||container shared_name use_node_name_sharing key_dtype value_dtype
MutableHashTable||container shared_name use_node_name_sharing key_dtype value_dtype
MutexLock|.|
MutexV2||container shared_name
NcclAllReduce|T|reduction T num_devices shared_name
NcclBroadcast|T|T shape
NcclReduce|num_devices*T|reduction T num_devices
Ndtri|T|T
NearestNeighbors|. . .|
NegTrain|. . . . .|vocab_count num_negative_samples
Neg|T|T
NextAfter|T T|T
NextIteration|T|T
NoOp||
NonDeterministicInts|shape_dtype|dtype shape_dtype
NonMaxSuppressionV2|T T . T_threshold|T T_threshold
NonMaxSuppressionV3|T T . T_threshold T_threshold|T T_threshold
NonMaxSuppressionV4|T T . T_threshold T_threshold|T T_threshold pad_to_max_output_size
NonMaxSuppressionV5|T T . T T T|T pad_to_max_output_size
NonMaxSuppressionWithOverlaps|. . . . .|
NonMaxSuppression|. . .|iou_threshold
NonSerializableDataset|.|output_types output_shapes
NotEqual|T T|T incompatible_shape_error
NthElement|T .|reverse T
OneHot|TI . T T|axis T TI
OneShotIterator||dataset_factory output_types output_shapes container shared_name
OnesLike|T|T
OptimizeDatasetV2|. . . .|output_types output_shapes optimization_configs
OptimizeDataset|. .|output_types output_shapes optimization_configs
OptionalFromValue|@Toutput_types|Toutput_types
OptionalGetValue|.|output_types output_shapes
OptionalHasValue|.|
OptionalNone||
OptionsDataset|.|serialized_options output_types output_shapes metadata
OrderedMapClear||capacity memory_limit dtypes container shared_name
OrderedMapIncompleteSize||capacity memory_limit dtypes container shared_name
OrderedMapPeek|. .|capacity memory_limit dtypes container shared_name
OrderedMapSize||capacity memory_limit dtypes container shared_name
OrderedMapStage|. . @fake_dtypes|capacity memory_limit dtypes fake_dtypes container shared_name
OrderedMapUnstageNoKey|.|capacity memory_limit dtypes container shared_name
OrderedMapUnstage|. .|capacity memory_limit dtypes container shared_name
OutfeedDequeueTupleV2|.|dtypes shapes
OutfeedDequeueTuple||dtypes shapes device_ordinal
OutfeedDequeueV2|.|dtype shape
OutfeedDequeue||dtype shape device_ordinal
OutfeedEnqueueTuple|@dtypes|dtypes
OutfeedEnqueue|dtype|dtype
Pack|N*T|N T axis
PadV2|T Tpaddings T|T Tpaddings
PaddedBatchDatasetV2|. . N*. @Toutput_types .|parallel_copy Toutput_types output_shapes N metadata
PaddedBatchDataset|. . N*. @Toutput_types|Toutput_types output_shapes N metadata
PaddingFIFOQueueV2||component_types shapes capacity container shared_name
PaddingFIFOQueue||component_types shapes capacity container shared_name
Pad|T Tpaddings|T Tpaddings
ParallelBatchDataset|. . . .|parallel_copy output_types output_shapes deterministic metadata
ParallelConcat|N*T|N T shape
ParallelDynamicStitch|N*. N*T|N T
ParallelFilterDataset|. @Targuments .|predicate deterministic Targuments output_types output_shapes metadata
ParallelInterleaveDatasetV2|. @Targuments . . .|f Targuments output_types output_shapes sloppy metadata
ParallelInterleaveDatasetV3|. @Targuments . . .|f deterministic Targuments output_types output_shapes metadata
ParallelInterleaveDatasetV4|. @Targuments . . . . .|f deterministic Targuments output_types output_shapes metadata
ParallelInterleaveDataset|. @Targuments . . . . .|f Targuments output_types output_shapes metadata
ParallelMapDatasetV2|. @Targuments .|f Targuments output_types output_shapes use_inter_op_parallelism deterministic preserve_cardinality use_unbounded_threadpool metadata
ParallelMapDataset|. @Targuments .|f Targuments output_types output_shapes use_inter_op_parallelism sloppy preserve_cardinality metadata
ParameterizedTruncatedNormal|T dtype dtype dtype dtype|seed seed2 dtype T
ParseExampleDatasetV2|. . @Tdense|sparse_keys dense_keys sparse_types Tdense dense_shapes output_types output_shapes deterministic ragged_keys ragged_value_types ragged_split_types
ParseExampleDataset|. . @Tdense|sparse_keys dense_keys sparse_types Tdense dense_shapes output_types output_shapes sloppy ragged_keys ragged_value_types ragged_split_types
ParseExampleV2|. . . . . @Tdense|Tdense num_sparse sparse_types ragged_value_types ragged_split_types dense_shapes
ParseExample|. . Nsparse*. Ndense*. @Tdense|Nsparse Ndense sparse_types Tdense dense_shapes
ParseSequenceExampleV2|. . . . . . . . . @Tcontext_dense|Ncontext_sparse Tcontext_dense context_sparse_types context_ragged_value_types context_ragged_split_types context_dense_shapes Nfeature_list_sparse Nfeature_list_dense feature_list_dense_types feature_list_sparse_types feature_list_ragged_value_types feature_list_ragged_split_types feature_list_dense_shapes
ParseSequenceExample|. . @Tcontext_dense|feature_list_dense_missing_assumed_empty context_sparse_keys context_dense_keys feature_list_sparse_keys feature_list_dense_keys Ncontext_sparse Ncontext_dense Nfeature_list_sparse Nfeature_list_dense context_sparse_types Tcontext_dense feature_list_dense_types context_dense_shapes feature_list_sparse_types feature_list_dense_shapes
ParseSingleExample|. @Tdense|num_sparse sparse_keys dense_keys sparse_types Tdense dense_shapes
ParseSingleSequenceExample|. . Ncontext_sparse*. Ncontext_dense*. Nfeature_list_sparse*. Nfeature_list_dense*. @Tcontext_dense .|Ncontext_sparse Ncontext_dense Nfeature_list_sparse Nfeature_list_dense context_sparse_types Tcontext_dense feature_list_dense_types context_dense_shapes feature_list_sparse_types feature_list_dense_shapes
ParseTensor|.|out_type
PartitionedCall|@Tin|Tin Tout f config config_proto executor_type
PlaceholderV2||dtype shape
PlaceholderWithDefault|dtype|dtype shape
Placeholder||dtype shape
Polygamma|T T|T
PopulationCount|T|T
Pow|T T|T
PrefetchDataset|. .|output_types output_shapes slack_period legacy_autotune buffer_size_min metadata
PrelinearizeTuple|@dtypes|dtypes shapes layouts
Prelinearize|dtype|dtype shape layout
PreventGradient|T|T message
PrintV2|.|output_stream end
Print|T @U|T U message first_n summarize
PriorityQueueV2||component_types shapes capacity container shared_name
PriorityQueue||component_types shapes capacity container shared_name
PrivateThreadPoolDataset|. .|output_types output_shapes
Prod|T Tidx|keep_dims T Tidx
PyFuncStateless|@Tin|token Tin Tout
PyFunc|@Tin|token Tin Tout
Qr|T|full_matrices T
QuantizeAndDequantizeV2|T T T|signed_input num_bits range_given T round_mode narrow_range axis
QuantizeAndDequantizeV3|T T T .|signed_input range_given T narrow_range axis
QuantizeAndDequantizeV4Grad|T T T T|T axis
QuantizeAndDequantizeV4|T T T|signed_input num_bits range_given T round_mode narrow_range axis
QuantizeAndDequantize|T|signed_input num_bits range_given input_min input_max T
QuantizeDownAndShrinkRange|Tinput . .|Tinput out_type
QuantizeV2|. . .|T mode round_mode narrow_range axis ensure_minimum_range
QuantizedAdd|T1 T2 . . . .|T1 T2 Toutput
QuantizedAvgPool|T . .|T ksize strides padding
QuantizedBatchNormWithGlobalNormalization|Tinput . . Tinput . . Tinput . . Tinput . . Tinput . .|Tinput out_type variance_epsilon scale_after_normalization
QuantizedBiasAdd|T1 T2 . . . .|T1 T2 out_type
QuantizedConcatV2|N*T Tidx N*. N*.|N T Tidx
QuantizedConcat|. N*T N*. N*.|N T
QuantizedConv2DAndReluAndRequantize|Tinput Tfilter . . . . . .|Tinput Tfilter out_type strides padding dilations padding_list
QuantizedConv2DAndRelu|Tinput Tfilter . . . .|Tinput Tfilter out_type strides padding dilations padding_list
QuantizedConv2DAndRequantize|Tinput Tfilter . . . . . .|Tinput Tfilter out_type strides padding dilations padding_list
QuantizedConv2DPerChannel|Tinput Tfilter . . . .|Tinput Tfilter out_type strides padding dilations
QuantizedConv2DWithBiasAndReluAndRequantize|Tinput Tfilter Tbias . . . . . .|Tinput Tfilter Tbias out_type strides padding dilations padding_list
QuantizedConv2DWithBiasAndRelu|Tinput Tfilter . . . . .|Tinput Tfilter out_type strides padding dilations padding_list
QuantizedConv2DWithBiasAndRequantize|Tinput Tfilter Tbias . . . . . .|Tinput Tfilter Tbias out_type strides padding dilations padding_list
QuantizedConv2DWithBiasSignedSumAndReluAndRequantize|Tinput Tfilter Tbias . . . . . . Tsummand . .|Tinput Tfilter Tbias Tsummand out_type strides padding dilations padding_list
QuantizedConv2DWithBiasSumAndReluAndRequantize|Tinput Tfilter Tbias . . . . . . Tsummand . .|Tinput Tfilter Tbias Tsummand out_type strides padding dilations padding_list
QuantizedConv2DWithBiasSumAndRelu|Tinput Tfilter . . . . . .|Tinput Tfilter out_type strides padding dilations padding_list
QuantizedConv2DWithBias|Tinput Tfilter . . . . .|Tinput Tfilter out_type strides padding dilations padding_list
QuantizedConv2D|Tinput Tfilter . . . .|Tinput Tfilter out_type strides padding dilations
QuantizedDepthwiseConv2DWithBiasAndReluAndRequantize|Tinput Tfilter Tbias . . . . . .|Tinput Tfilter Tbias out_type strides padding dilations padding_list
QuantizedDepthwiseConv2DWithBiasAndRelu|Tinput Tfilter . . . . .|Tinput Tfilter out_type strides padding dilations padding_list
QuantizedDepthwiseConv2DWithBias|Tinput Tfilter . . . . .|Tinput Tfilter out_type strides padding dilations
QuantizedDepthwiseConv2D|Tinput Tfilter . . . .|Tinput Tfilter out_type strides padding dilations
QuantizedInstanceNorm|T . .|T output_range_given given_y_min given_y_max variance_epsilon min_separation
QuantizedMatMulWithBiasAndDequantize|T1 T2 Tbias . . . . . .|T1 T2 Tbias Toutput transpose_a transpose_b input_quant_mode
QuantizedMatMulWithBiasAndReluAndRequantize|T1 T2 Tbias . . . . . .|T1 T2 Tbias Toutput transpose_a transpose_b input_quant_mode
QuantizedMatMulWithBiasAndRelu|T1 T2 . . . . .|T1 T2 Toutput transpose_a transpose_b input_quant_mode
QuantizedMatMulWithBiasAndRequantize|T1 T2 Tbias . . . . . .|T1 T2 Tbias Toutput transpose_a transpose_b input_quant_mode
QuantizedMatMulWithBias|T1 T2 Tbias . . . .|T1 T2 Tbias Toutput transpose_a transpose_b input_quant_mode
QuantizedMatMul|T1 T2 . . . .|T1 T2 Toutput transpose_a transpose_b Tactivation
QuantizedMaxPool|T . .|T ksize strides padding
QuantizedMul|T1 T2 . . . .|T1 T2 Toutput
QuantizedRelu6|Tinput . .|Tinput out_type
QuantizedReluX|Tinput . . .|Tinput out_type
QuantizedRelu|Tinput . .|Tinput out_type
QuantizedReshape|T Tshape . .|T Tshape
QuantizedResizeBilinear|T . . .|T align_corners half_pixel_centers
QueueCloseV2|.|cancel_pending_enqueues
QueueClose|.|cancel_pending_enqueues
QueueDequeueManyV2|. .|component_types timeout_ms
QueueDequeueMany|. .|component_types timeout_ms
QueueDequeueUpToV2|. .|component_types timeout_ms
QueueDequeueUpTo|. .|component_types timeout_ms
QueueDequeueV2|.|component_types timeout_ms
QueueDequeue|.|component_types timeout_ms
QueueEnqueueManyV2|. @Tcomponents|Tcomponents timeout_ms
QueueEnqueueMany|. @Tcomponents|Tcomponents timeout_ms
QueueEnqueueV2|. @Tcomponents|Tcomponents timeout_ms
QueueEnqueue|. @Tcomponents|Tcomponents timeout_ms
QueueIsClosedV2|.|
QueueIsClosed|.|
QueueSizeV2|.|
QueueSize|.|
RFFT2D|Treal .|Treal Tcomplex
RFFT3D|Treal .|Treal Tcomplex
RFFTND|Treal . .|Treal Tcomplex
RFFT|Treal .|Treal Tcomplex
RGBToHSV|T|T
RaggedBincount|. Tidx Tidx T|Tidx T binary_output
RaggedCountSparseOutput|. T output_type|T minlength maxlength binary_output output_type
RaggedCross|@ragged_values_types @ragged_splits_types Nsparse*. @sparse_values_types Nsparse*. @dense_types|Nsparse input_order hashed_output num_buckets hash_key ragged_values_types ragged_splits_types sparse_values_types dense_types out_values_type out_row_splits_type
RaggedFillEmptyRowsGrad|. T|T
RaggedFillEmptyRows|. T . T|T
RaggedGather|PARAMS_RAGGED_RANK*Tsplits Tvalues Tindices|Tvalues Tindices Tsplits PARAMS_RAGGED_RANK OUTPUT_RAGGED_RANK
RaggedRange|T T T|T Tsplits
RaggedTensorFromVariant|.|input_ragged_rank output_ragged_rank Tvalues Tsplits
RaggedTensorToSparse|RAGGED_RANK*Tsplits T|RAGGED_RANK T Tsplits
RaggedTensorToTensor|Tshape T T num_row_partition_tensors*Tindex|T Tindex Tshape num_row_partition_tensors row_partition_types
RaggedTensorToVariantGradient|. Tsplits .|Tvalues Tsplits
RaggedTensorToVariant|RAGGED_RANK*Tsplits Tvalues|RAGGED_RANK Tvalues Tsplits batched_input
RandomCrop|T .|T seed seed2
RandomDatasetV2|. . .|rerandomize_each_iteration output_types output_shapes metadata
RandomDataset|. .|output_types output_shapes metadata
RandomGammaGrad|T T|T
RandomGamma|S T|seed seed2 S T
RandomIndexShuffle|dtype Tseed dtype|rounds dtype Tseed
RandomPoissonV2|S R|seed seed2 S R dtype
RandomPoisson|S dtype|seed seed2 S dtype
RandomShuffleQueueV2||component_types shapes capacity min_after_dequeue seed seed2 container shared_name
RandomShuffleQueue||component_types shapes capacity min_after_dequeue seed seed2 container shared_name
RandomShuffle|T|seed seed2 T
RandomStandardNormal|T|seed seed2 dtype T
RandomUniformInt|T Tout Tout|seed seed2 Tout T
RandomUniform|T|seed seed2 dtype T
RangeDataset|. . .|output_types output_shapes metadata replicate_on_split
Range|Tidx Tidx Tidx|Tidx
Rank|T|T
ReadFile|.|
ReadVariableOp|.|dtype
ReadVariableXlaSplitND|.|T N num_splits paddings
ReaderNumRecordsProducedV2|.|
ReaderNumRecordsProduced|.|
ReaderNumWorkUnitsCompletedV2|.|
ReaderNumWorkUnitsCompleted|.|
ReaderReadUpToV2|. . .|
ReaderReadUpTo|. . .|
ReaderReadV2|. .|
ReaderRead|. .|
ReaderResetV2|.|
ReaderReset|.|
ReaderRestoreStateV2|. .|
ReaderRestoreState|. .|
ReaderSerializeStateV2|.|
ReaderSerializeState|.|
RealDiv|T T|T
Real|T|T Tout
RebatchDatasetV2|. . .|output_types output_shapes
RebatchDataset|. .|output_types output_shapes use_fallback
ReciprocalGrad|T T|T
Reciprocal|T|T
RecordInput||file_pattern file_random_seed file_shuffle_shift_ratio file_buffer_size file_parallelism batch_size compression_type
RecvTPUEmbeddingActivations||num_outputs config
Recv||tensor_type tensor_name send_device send_device_incarnation recv_device client_terminated
ReduceDataset|. @Tstate @Targuments|f Tstate Targuments output_types output_shapes use_inter_op_parallelism metadata
ReduceJoin|. .|keep_dims separator
RefEnter|T|T frame_name is_constant parallel_iterations
RefExit|T|T
RefIdentity|T|T
RefMerge|N*T|T N
RefNextIteration|T|T
RefSelect|. N*T|T N
RefSwitch|T .|T
RegexFullMatch|. .|
RegexReplace|. . .|replace_global
RegisterDatasetV2|. . .|external_state_policy element_spec requested_dataset_id metadata
RegisterDataset|. . .|external_state_policy element_spec metadata
RelayoutLike|T U|T U
Relayout|T|layout T
Relu6Grad|T T|T
Relu6|T|T
ReluGrad|T T|T
Relu|T|T
RemoteCall|. @Tin|Tin Tout f
RepeatDataset|. .|output_types output_shapes metadata
RequantizationRangePerChannel|T . .|T clip_value_max
RequantizationRange|Tinput . .|Tinput
RequantizePerChannel|T . . . .|T out_type
Requantize|Tinput . . . .|Tinput out_type
Reshape|T Tshape|T Tshape
ResizeArea|T .|T align_corners
ResizeBicubicGrad|. T|T align_corners half_pixel_centers
ResizeBicubic|T .|T align_corners half_pixel_centers
ResizeBilinearGrad|. T|T align_corners half_pixel_centers
ResizeBilinear|T .|T align_corners half_pixel_centers
ResizeNearestNeighborGrad|T .|T align_corners half_pixel_centers
ResizeNearestNeighbor|T .|T align_corners half_pixel_centers
ResourceAccumulatorApplyGradient|. . dtype|dtype
ResourceAccumulatorNumAccumulated|.|
ResourceAccumulatorSetGlobalStep|. .|
ResourceAccumulatorTakeGradient|. .|dtype
ResourceApplyAdaMax|. . . T T T T T T|T use_locking
ResourceApplyAdadelta|. . . T T T T|T use_locking
ResourceApplyAdagradDA|. . . T T T T .|T use_locking
ResourceApplyAdagradV2|. . T T T|T use_locking update_slots
ResourceApplyAdagrad|. . T T|T use_locking update_slots
ResourceApplyAdamWithAmsgrad|. . . . T T T T T T T|T use_locking
ResourceApplyAdam|. . . T T T T T T T|T use_locking use_nesterov
ResourceApplyAddSign|. . T T T T T|T use_locking
ResourceApplyCenteredRMSProp|. . . . T T T T T|T use_locking
ResourceApplyFtrlV2|. . . T T T T T T|T use_locking multiply_linear_by_lr
ResourceApplyFtrl|. . . T T T T T|T use_locking multiply_linear_by_lr
ResourceApplyGradientDescent|. T T|T use_locking
ResourceApplyKerasMomentum|. . T T T|T use_locking use_nesterov
ResourceApplyMomentum|. . T T T|T use_locking use_nesterov
ResourceApplyPowerSign|. . T T T T T|T use_locking
ResourceApplyProximalAdagrad|. . T T T T|T use_locking
ResourceApplyProximalGradientDescent|. T T T T|T use_locking
ResourceApplyRMSProp|. . . T T T T T|T use_locking
ResourceConditionalAccumulator||dtype shape container shared_name reduction_type
ResourceCountUpTo|.|limit T
ResourceGatherNd|. Tindices|dtype Tindices
ResourceGather|. Tindices|batch_dims validate_indices dtype Tindices
ResourceScatterAdd|. Tindices dtype|dtype Tindices
ResourceScatterDiv|. Tindices dtype|dtype Tindices
ResourceScatterMax|. Tindices dtype|dtype Tindices
ResourceScatterMin|. Tindices dtype|dtype Tindices
ResourceScatterMul|. Tindices dtype|dtype Tindices
ResourceScatterNdAdd|. Tindices T|T Tindices use_locking bad_indices_policy
ResourceScatterNdMax|. Tindices T|T Tindices use_locking bad_indices_policy
ResourceScatterNdMin|. Tindices T|T Tindices use_locking bad_indices_policy
ResourceScatterNdSub|. Tindices T|T Tindices use_locking bad_indices_policy
ResourceScatterNdUpdate|. Tindices T|T Tindices use_locking bad_indices_policy
ResourceScatterSub|. Tindices dtype|dtype Tindices
ResourceScatterUpdate|. Tindices dtype|dtype Tindices
ResourceSparseApplyAdadelta|. . . T T T T Tindices|T Tindices use_locking
ResourceSparseApplyAdagradDA|. . . T Tindices T T T .|T Tindices use_locking
ResourceSparseApplyAdagradV2|. . T T T Tindices|T Tindices use_locking update_slots
ResourceSparseApplyAdagrad|. . T T Tindices|T Tindices use_locking update_slots
ResourceSparseApplyCenteredRMSProp|. . . . T T T T T Tindices|T Tindices use_locking
ResourceSparseApplyFtrlV2|. . . T Tindices T T T T T|T Tindices use_locking multiply_linear_by_lr
ResourceSparseApplyFtrl|. . . T Tindices T T T T|T Tindices use_locking multiply_linear_by_lr
ResourceSparseApplyKerasMomentum|. . T T Tindices T|T Tindices use_locking use_nesterov
ResourceSparseApplyMomentum|. . T T Tindices T|T Tindices use_locking use_nesterov
ResourceSparseApplyProximalAdagrad|. . T T T T Tindices|T Tindices use_locking
ResourceSparseApplyProximalGradientDescent|. T T T T Tindices|T Tindices use_locking
ResourceSparseApplyRMSProp|. . . T T T T T Tindices|T Tindices use_locking
ResourceStridedSliceAssign|. Index Index Index T|T Index begin_mask end_mask ellipsis_mask new_axis_mask shrink_axis_mask
RestoreSlice|. . .|dt preferred_shard
RestoreV2|. . .|dtypes
Restore|. .|dt preferred_shard
RetrieveAllTPUEmbeddingParameters||NumTables config num_shards shard_id
RetrieveTPUEmbeddingADAMParameters||table_id table_name num_shards shard_id config
RetrieveTPUEmbeddingAdadeltaParameters||table_id table_name num_shards shard_id config
RetrieveTPUEmbeddingAdagradMomentumParameters||table_id table_name num_shards shard_id config
RetrieveTPUEmbeddingAdagradParameters||table_id table_name num_shards shard_id config
RetrieveTPUEmbeddingCenteredRMSPropParameters||table_id table_name num_shards shard_id config
RetrieveTPUEmbeddingFTRLParameters||table_id table_name num_shards shard_id config
RetrieveTPUEmbeddingFrequencyEstimatorParameters||table_id table_name num_shards shard_id config
RetrieveTPUEmbeddingMDLAdagradLightParameters||table_id table_name num_shards shard_id config
RetrieveTPUEmbeddingMomentumParameters||table_id table_name num_shards shard_id config
RetrieveTPUEmbeddingProximalAdagradParameters||table_id table_name num_shards shard_id config
RetrieveTPUEmbeddingProximalYogiParameters||table_id table_name num_shards shard_id config
RetrieveTPUEmbeddingRMSPropParameters||table_id table_name num_shards shard_id config
RetrieveTPUEmbeddingStochasticGradientDescentParameters||table_id table_name num_shards shard_id config
ReverseSequence|T Tlen|seq_dim batch_dim T Tlen
ReverseV2|T Tidx|Tidx T
Reverse|T .|T
RewriteDataset|. .|output_types output_shapes
RightShift|T T|T
Rint|T|T
RiscAbs|T|T
RiscAdd|T T|T
RiscBinaryArithmetic|T T|op_type T
RiscBinaryComparison|T T|op_type T
RiscBitcast|SrcT|SrcT DstT
RiscBroadcast|T Tidx|T Tidx
RiscCast|SrcT|SrcT DstT
RiscCeil|T|T
RiscCholesky|T|T
RiscConcat|N*T Tidx|N T Tidx
RiscCondition|. SrcT SrcT|func_true func_false SrcT DstT
RiscConv|T T|T strides data_format dilations
RiscCos|T|T
RiscDiv|T T|T
RiscDot|T T|transpose_a transpose_b T
RiscExp|T|T
RiscFft|Tcomplex|Tcomplex
RiscFloor|T|T
RiscGather|Tparams Tindices Taxis|batch_dims Tparams Tindices Taxis
RiscImag|T|T Tout
RiscIsFinite|T|T
RiscLogicalAnd|. .|
RiscLogicalNot|.|
RiscLogicalOr|. .|
RiscLog|T|T
RiscMax|T T|T
RiscMin|T T|T
RiscMul|T T|T
RiscNeg|T|T
RiscPad|T Tpaddings T|T Tpaddings
RiscPool|T|ksize strides pooling_type data_format T
RiscPow|T T|T
RiscRandomUniform|T|seed T
RiscReal|T|T Tout
RiscReduce|T Index|reduce_type Index T
RiscRem|T T|T
RiscReshape|T Tshape|T Tshape
RiscReverse|T Tidx|Tidx T
RiscScatter|Tindices T Tindices|T Tindices
RiscShape|T|T out_type
RiscSign|T|T
RiscSlice|T Index Index|T Index
RiscSort|T Index|Index T direction
RiscSqueeze|T|T squeeze_dims
RiscSub|T T|T
RiscTranspose|T Tperm|T Tperm
RiscTriangularSolve|T T|lower adjoint T
RiscUnary|T|op_type T
RiscWhile|@T|T cond body output_shapes parallel_iterations
RngReadAndSkip|. . .|
RngSkip|. . .|
Roll|T Tshift Taxis|T Tshift Taxis
Round|T|T
RpcCall|. . @Tin .|Tin
RpcCheckStatus|.|
RpcClient|. .|shared_name list_registered_methods
RpcGetValue|.|Tout
RpcServerRegister|. . @Tin|Tin f input_specs output_specs
RpcServerStart|.|
RpcServer|.|
RsqrtGrad|T T|T
Rsqrt|T|T
SampleDistortedBoundingBoxV2|T . .|T seed seed2 aspect_ratio_range area_range max_attempts use_image_if_no_bounding_boxes
SampleDistortedBoundingBox|T .|T seed seed2 min_object_covered aspect_ratio_range area_range max_attempts use_image_if_no_bounding_boxes
SamplingDataset|. . . .|output_types output_shapes
SaveDatasetV2|. . @Tshard_func_args|compression shard_func use_shard_func Tshard_func_args output_types output_shapes
SaveDataset|. . @Tshard_func_args|compression shard_func use_shard_func Tshard_func_args
SaveSlices|. . . @T|T
SaveV2|. . . @dtypes|dtypes
Save|. . @T|T
ScalarSummary|. T|T
ScaleAndTranslateGrad|T T . .|T kernel_type antialias
ScaleAndTranslate|T . . .|T kernel_type antialias
ScanDataset|. @Tstate @Targuments|f Tstate Targuments output_types output_shapes preserve_cardinality use_default_device metadata
ScatterAdd|T Tindices T|T Tindices use_locking
ScatterDiv|T Tindices T|T Tindices use_locking
ScatterMax|T Tindices T|T Tindices use_locking
ScatterMin|T Tindices T|T Tindices use_locking
ScatterMul|T Tindices T|T Tindices use_locking
ScatterNdAdd|T Tindices T|T Tindices use_locking bad_indices_policy
ScatterNdMax|T Tindices T|T Tindices use_locking bad_indices_policy
ScatterNdMin|T Tindices T|T Tindices use_locking bad_indices_policy
ScatterNdNonAliasingAdd|T Tindices T|T Tindices bad_indices_policy
ScatterNdSub|T Tindices T|T Tindices use_locking bad_indices_policy
ScatterNdUpdate|T Tindices T|T Tindices use_locking bad_indices_policy
ScatterNd|Tindices T Tindices|T Tindices bad_indices_policy
ScatterSub|T Tindices T|T Tindices use_locking
ScatterUpdate|T Tindices T|T Tindices use_locking
SdcaFprint|.|
SdcaOptimizerV2|num_sparse_features*. num_sparse_features*. num_sparse_features_with_values*. num_dense_features*. . . num_sparse_features*. num_sparse_features*. num_dense_features*. .|loss_type adaptive num_sparse_features num_sparse_features_with_values num_dense_features l1 l2 num_loss_partitions num_inner_iterations
SdcaOptimizer|num_sparse_features*. num_sparse_features*. num_sparse_features_with_values*. num_dense_features*. . . num_sparse_features*. num_sparse_features*. num_dense_features*. .|loss_type adaptative num_sparse_features num_sparse_features_with_values num_dense_features l1 l2 num_loss_partitions num_inner_iterations
SdcaShrinkL1|num_features*.|num_features l1 l2
SegmentMaxV2|T Tindices Tnumsegments|T Tindices Tnumsegments
SegmentMax|T Tindices|T Tindices
SegmentMean|T Tindices|T Tindices
SegmentMinV2|T Tindices Tnumsegments|T Tindices Tnumsegments
SegmentMin|T Tindices|T Tindices
SegmentProdV2|T Tindices Tnumsegments|T Tindices Tnumsegments
SegmentProd|T Tindices|T Tindices
SegmentSumV2|T Tindices Tnumsegments|T Tindices Tnumsegments
SegmentSum|T Tindices|T Tindices
SelectV2|. T T|T
Select|. T T|T
SelfAdjointEigV2|T|compute_v T
SelfAdjointEig|T|T
SeluGrad|T T|T
Selu|T|T
SendTPUEmbeddingGradients|N*. NN*.|N NN config
Send|T|T tensor_name send_device send_device_incarnation recv_device client_terminated
SerializeIterator|.|external_state_policy
SerializeManySparse|. T .|T out_type
SerializeSparse|. T .|T out_type
SerializeTensor|T|T
SetSize|. T .|validate_indices T
SetStatsAggregatorDataset|. . . .|output_types output_shapes
ShapeN|N*T|N T out_type
Shape|T|T out_type
ShardDataset|. . .|require_non_empty output_types output_shapes metadata
ShardedFilename|. . .|
ShardedFilespec|. .|
ShuffleAndRepeatDatasetV2|. . . . . .|reshuffle_each_iteration output_types output_shapes metadata
ShuffleAndRepeatDataset|. . . . .|output_types output_shapes reshuffle_each_iteration metadata
ShuffleDatasetV2|. . .|output_types output_shapes metadata
ShuffleDatasetV3|. . . . .|reshuffle_each_iteration output_types output_shapes metadata
ShuffleDataset|. . . .|reshuffle_each_iteration output_types output_shapes metadata
ShutdownDistributedTPU||
ShutdownTPUSystem||
SigmoidGrad|T T|T
Sigmoid|T|T
Sign|T|T
Sinh|T|T
Sin|T|T
Size|T|T out_type
SkipDataset|. .|output_types output_shapes metadata
Skipgram||filename batch_size window_size min_count subsample
SleepDataset|. .|output_types output_shapes
Slice|T Index Index|T Index
SlidingWindowDataset|. . . .|drop_remainder output_types output_shapes
SnapshotChunkDataset|.|output_types output_shapes compression
SnapshotDatasetReader|. .|output_types output_shapes compression version
SnapshotDatasetV2|. . @Treader_func_args @Tshard_func_args|output_types output_shapes compression reader_prefix writer_prefix hash_valid hash reader_func shard_func Treader_func_args Tshard_func_args metadata
SnapshotDataset|. .|output_types output_shapes compression reader_path_prefix writer_path_prefix shard_size_bytes pending_snapshot_expiry_seconds num_reader_threads reader_buffer_size num_writer_threads writer_buffer_size shuffle_on_read seed seed2 mode snapshot_name
SnapshotNestedDatasetReader|N*.|output_types output_shapes N
Snapshot|T|T
SobolSample|. . .|dtype
SoftmaxCrossEntropyWithLogits|T T|T
Softmax|T|T
SoftplusGrad|T T|T
Softplus|T|T
SoftsignGrad|T T|T
Softsign|T|T
SortListOfSparseCoreCooTensors|N*. N*. N*.|sample_count_list col_offset_list num_replica table_vocab_size feature_width num_sc_per_chip max_ids_per_sparse_core max_unique_ids_per_sparse_core table_name N
SpaceToBatchND|T Tblock_shape Tpaddings|T Tblock_shape Tpaddings
SpaceToBatch|T Tpaddings|T Tpaddings block_size
SpaceToDepth|T|T block_size data_format
SparseAccumulatorApplyGradient|. . . dtype .|dtype has_known_shape
SparseAccumulatorTakeGradient|. .|dtype
SparseAddGrad|T . . .|T
SparseAdd|. T . . T . Treal|T Treal
SparseApplyAdadelta|T T T T T T T Tindices|T Tindices use_locking
SparseApplyAdagradDA|T T T T Tindices T T T .|T Tindices use_locking
SparseApplyAdagradV2|T T T T T Tindices|T Tindices use_locking update_slots
SparseApplyAdagrad|T T T T Tindices|T Tindices use_locking update_slots
SparseApplyCenteredRMSProp|T T T T T T T T T Tindices|T Tindices use_locking
SparseApplyFtrlV2|T T T T Tindices T T T T T|T Tindices use_locking multiply_linear_by_lr
SparseApplyFtrl|T T T T Tindices T T T T|T Tindices use_locking multiply_linear_by_lr
SparseApplyMomentum|T T T T Tindices T|T Tindices use_locking use_nesterov
SparseApplyProximalAdagrad|T T T T T T Tindices|T Tindices use_locking
SparseApplyProximalGradientDescent|T T T T T Tindices|T Tindices use_locking
SparseApplyRMSProp|T T T T T T T T Tindices|T Tindices use_locking
SparseBincount|. Tidx . Tidx T|Tidx T binary_output
SparseConcat|N*. N*T N*.|concat_dim N T
SparseConditionalAccumulator||dtype shape container shared_name reduction_type
SparseCountSparseOutput|. T . output_type|T minlength maxlength binary_output output_type
SparseCrossHashed|N*. @sparse_types N*. @dense_types . . .|N sparse_types dense_types
SparseCrossV2|N*. @sparse_types N*. @dense_types .|N sparse_types dense_types
SparseCross|N*. @sparse_types N*. @dense_types|N hashed_output num_buckets hash_key sparse_types dense_types out_type internal_type
SparseDenseCwiseAdd|. T . T|T
SparseDenseCwiseDiv|. T . T|T
SparseDenseCwiseMul|. T . T|T
SparseFillEmptyRowsGrad|. T|T
SparseFillEmptyRows|. T . T|T
SparseMatMul|Ta Tb|transpose_a transpose_b a_is_sparse b_is_sparse Ta Tb
SparseMatrixAdd|. . T T|T
SparseMatrixMatMul|. T|T transpose_a transpose_b adjoint_a adjoint_b transpose_output conjugate_output
SparseMatrixMul|. T|T
SparseMatrixNNZ|.|
SparseMatrixOrderingAMD|.|
SparseMatrixSoftmaxGrad|. .|type
SparseMatrixSoftmax|.|type
SparseMatrixSparseCholesky|. .|type
SparseMatrixSparseMatMul|. .|type transpose_a transpose_b adjoint_a adjoint_b
SparseMatrixTranspose|.|conjugate type
SparseMatrixZeros|.|type
SparseReduceMaxSparse|. T . .|keep_dims T
SparseReduceMax|. T . .|keep_dims T
SparseReduceSumSparse|. T . .|keep_dims T
SparseReduceSum|. T . .|keep_dims T
SparseReorder|. T .|T
SparseReshape|. . .|
SparseSegmentMeanGradV2|T Tidx Tsegmentids .|T Tidx Tsegmentids
SparseSegmentMeanGrad|T Tidx Tsegmentids .|T Tidx Tsegmentids
SparseSegmentMeanWithNumSegments|T Tidx Tsegmentids Tnumsegments|T Tidx Tnumsegments Tsegmentids sparse_gradient
SparseSegmentMean|T Tidx Tsegmentids|T Tidx Tsegmentids sparse_gradient
SparseSegmentSqrtNGradV2|T Tidx Tsegmentids .|T Tidx Tsegmentids
SparseSegmentSqrtNGrad|T Tidx Tsegmentids .|T Tidx Tsegmentids
SparseSegmentSqrtNWithNumSegments|T Tidx Tsegmentids Tnumsegments|T Tidx Tnumsegments Tsegmentids sparse_gradient
SparseSegmentSqrtN|T Tidx Tsegmentids|T Tidx Tsegmentids sparse_gradient
SparseSegmentSumGradV2|T Tidx Tsegmentids .|T Tidx Tsegmentids
SparseSegmentSumGrad|T Tidx Tsegmentids .|T Tidx Tsegmentids
SparseSegmentSumWithNumSegments|T Tidx Tsegmentids Tnumsegments|T Tidx Tnumsegments Tsegmentids sparse_gradient
SparseSegmentSum|T Tidx Tsegmentids|T Tidx Tsegmentids sparse_gradient
SparseSliceGrad|T . . .|T
SparseSlice|. T . . .|T
SparseSoftmaxCrossEntropyWithLogits|T Tlabels|T Tlabels
SparseSoftmax|. T .|T
SparseSparseMaximum|. T . . T .|T
SparseSparseMinimum|. T . . T .|T
SparseSplit|. . T .|num_split T
SparseTensorDenseAdd|Tindices T Tindices T|T Tindices
SparseTensorDenseMatMul|Tindices T . T|T Tindices adjoint_a adjoint_b
SparseTensorSliceDataset|. Tvalues .|Tvalues
SparseTensorToCSRSparseMatrix|. T .|T
SparseToDense|Tindices Tindices T T|validate_indices T Tindices
SparseToSparseSetOperation|. T . . T .|set_operation validate_indices T
Spence|T|T
SplitDedupData|.|integer_type float_type tuple_mask config
SplitV|T Tlen .|num_split T Tlen
Split|. T|num_split T
SqlDataset|. . .|output_types output_shapes
SqrtGrad|T T|T
Sqrt|T|T
SquaredDifference|T T|T
Square|T|T
Squeeze|T|T squeeze_dims
StackCloseV2|.|
StackClose|.|
StackPopV2|.|elem_type
StackPop|.|elem_type
StackPushV2|. T|T swap_memory
StackPush|. T|T swap_memory
StackV2|.|elem_type stack_name
Stack||elem_type stack_name
StageClear||capacity memory_limit dtypes container shared_name
StagePeek|.|capacity memory_limit dtypes container shared_name
StageSize||capacity memory_limit dtypes container shared_name
Stage|@dtypes|capacity memory_limit dtypes container shared_name
StatefulPartitionedCall|@Tin|Tin Tout f config config_proto executor_type
StatefulRandomBinomial|. . S T T|S T dtype
StatefulStandardNormalV2|. . shape_dtype|dtype shape_dtype
StatefulStandardNormal|. shape_dtype|dtype shape_dtype
StatefulTruncatedNormal|. . shape_dtype|dtype shape_dtype
StatefulUniformFullInt|. . shape_dtype|dtype shape_dtype
StatefulUniformInt|. . shape_dtype dtype dtype|dtype shape_dtype
StatefulUniform|. . shape_dtype|dtype shape_dtype
StatelessCase|. @Tin|Tin Tout branches output_shapes
StatelessIf|Tcond @Tin|Tcond Tin Tout then_branch else_branch output_shapes
StatelessMultinomial|T . Tseed|T Tseed output_dtype
StatelessParameterizedTruncatedNormal|S Tseed dtype dtype dtype dtype|S Tseed dtype
StatelessRandomBinomial|S Tseed T T|S Tseed T dtype
StatelessRandomGammaV2|T Tseed dtype|dtype T Tseed
StatelessRandomGammaV3|shape_dtype . . . dtype|dtype shape_dtype
StatelessRandomGetAlg||
StatelessRandomGetKeyCounterAlg|Tseed|Tseed
StatelessRandomGetKeyCounter|Tseed|Tseed
StatelessRandomNormalV2|Tshape . . .|dtype Tshape
StatelessRandomNormal|T Tseed|dtype T Tseed
StatelessRandomPoisson|T Tseed Rtype|Rtype dtype T Tseed
StatelessRandomUniformFullIntV2|Tshape . . .|dtype Tshape
StatelessRandomUniformFullInt|T Tseed|dtype T Tseed
StatelessRandomUniformIntV2|Tshape . . . dtype dtype|dtype Tshape
StatelessRandomUniformInt|T Tseed dtype dtype|dtype T Tseed
StatelessRandomUniformV2|Tshape . . .|dtype Tshape
StatelessRandomUniform|T Tseed|dtype T Tseed
StatelessSampleDistortedBoundingBox|T . . Tseed|T Tseed aspect_ratio_range area_range max_attempts use_image_if_no_bounding_boxes
StatelessShuffle|T . . .|T
StatelessTruncatedNormalV2|Tshape . . .|dtype Tshape
StatelessTruncatedNormal|T Tseed|dtype T Tseed
StatelessWhile|@T|T cond body output_shapes parallel_iterations
StaticRegexFullMatch|.|pattern
StaticRegexReplace|.|pattern rewrite replace_global
StatsAggregatorHandleV2||container shared_name
StatsAggregatorHandle||container shared_name
StatsAggregatorSetSummaryWriter|. .|
StatsAggregatorSummary|.|
StochasticCastToInt|Tin . . .|Tin Tout
StopGradient|T|T
StoreMinibatchStatisticsInFdo|. . .|sample_count num_replica feature_width num_sc_per_chip table_name mini_batch_splits
StridedSliceAssign|T Index Index Index T|T Index begin_mask end_mask ellipsis_mask new_axis_mask shrink_axis_mask
StridedSliceGrad|Index Index Index Index T|T Index begin_mask end_mask ellipsis_mask new_axis_mask shrink_axis_mask
StridedSlice|T Index Index Index|T Index begin_mask end_mask ellipsis_mask new_axis_mask shrink_axis_mask
StringFormat|@T|T template placeholder summarize
StringJoin|N*.|N separator
StringLength|.|unit
StringLower|.|encoding
StringNGrams|. Tsplits|separator ngram_widths left_pad right_pad pad_width preserve_short_sequences Tsplits
StringSplitV2|. .|maxsplit
StringSplit|. .|skip_empty
StringStrip|.|
StringToHashBucketFast|.|num_buckets
StringToHashBucketStrong|.|num_buckets key
StringToHashBucket|.|num_buckets
StringToNumber|.|out_type
StringUpper|.|encoding
Substr|. T T|T unit
Sub|T T|T
SummaryWriter||shared_name container
Sum|T Tidx|keep_dims T Tidx
Svd|T|compute_uv full_matrices T
Switch|T .|T
SymbolicGradient|@Tin|Tin Tout f
SyncDevice||
TFRecordDatasetV2|. . . .|metadata
TFRecordDataset|. . .|metadata
TFRecordReaderV2||container shared_name compression_type
TFRecordReader||container shared_name compression_type
TPUAnnotateTensorsWithDynamicShape|@T|T
TPUCompilationResult||
TPUCompileSucceededAssert|.|
TPUCompile|NumDynamicShapes*. @Tguaranteed_constants|num_computations function metadata NumDynamicShapes Tguaranteed_constants
TPUCopyWithDynamicShape|@T N*.|N T
TPUDummyInput||dtype shape
TPUEmbeddingActivations|. .|table_id lookup_id
TPUExecuteAndUpdateVariables|@Targs .|Targs Tresults device_var_reads_indices device_var_updates_indices
TPUExecute|@Targs .|Targs Tresults
TPUOrdinalSelector||
TPUPartitionedCall|@Tin .|Tin Tout f autotuner_thresh
TPUPartitionedInputV2|N*T|N T partition_dims is_packed
TPUPartitionedInput|N*T|N T partition_dim
TPUPartitionedOutputV2|T|T num_splits partition_dims
TPUPartitionedOutput|T|T num_splits partition_dim
TPUReplicateMetadata||num_replicas num_cores_per_replica topology use_tpu device_assignment computation_shape host_compute_core padding_map step_marker_location allow_soft_placement use_spmd_for_xla_partitioning use_shardy_partitioner tpu_compile_options_proto
TPUReplicatedInput|N*T|N T is_mirrored_variable index is_packed
TPUReplicatedOutput|T|num_replicas T
TPUReshardVariables|N*. . .|N
TPURoundRobin||
TakeDataset|. .|output_types output_shapes metadata
TakeManySparseFromTensorsMap|.|dtype container shared_name
TakeWhileDataset|. @Targuments|predicate Targuments output_types output_shapes metadata
TanhGrad|T T|T
Tanh|T|T
Tan|T|T
TemporaryVariable||shape dtype var_name
TensorArrayCloseV2|.|
TensorArrayCloseV3|.|
TensorArrayClose|.|
TensorArrayConcatV2|. .|dtype element_shape_except0
TensorArrayConcatV3|. .|dtype element_shape_except0
TensorArrayConcat|. .|dtype element_shape_except0
TensorArrayGatherV2|. . .|dtype element_shape
TensorArrayGatherV3|. . .|dtype element_shape
TensorArrayGather|. . .|dtype element_shape
TensorArrayGradV2|. .|source
TensorArrayGradV3|. .|source
TensorArrayGradWithShape|. . .|source
TensorArrayGrad|. .|source
TensorArrayPack|. .|dtype element_shape
TensorArrayReadV2|. . .|dtype
TensorArrayReadV3|. . .|dtype
TensorArrayRead|. . .|dtype
TensorArrayScatterV2|. . T .|T
TensorArrayScatterV3|. . T .|T
TensorArrayScatter|. . T .|T
TensorArraySizeV2|. .|
TensorArraySizeV3|. .|
TensorArraySize|. .|
TensorArraySplitV2|. T . .|T
TensorArraySplitV3|. T . .|T
TensorArraySplit|. T . .|T
TensorArrayUnpack|. T .|T
TensorArrayV2|.|dtype element_shape dynamic_size clear_after_read tensor_array_name
TensorArrayV3|.|dtype element_shape dynamic_size clear_after_read identical_element_shapes tensor_array_name
TensorArrayWriteV2|. . T .|T
TensorArrayWriteV3|. . T .|T
TensorArrayWrite|. . T .|T
TensorArray|.|dtype dynamic_size clear_after_read tensor_array_name element_shape
TensorDataset|@Toutput_types|Toutput_types output_shapes metadata
TensorListConcatLists|. .|element_dtype
TensorListConcatV2|. shape_type .|element_dtype shape_type
TensorListConcat|.|element_dtype element_shape
TensorListElementShape|.|shape_type
TensorListFromTensor|element_dtype shape_type|element_dtype shape_type
TensorListGather|. . .|element_dtype
TensorListGetItem|. . Tshape|element_dtype Tshape
TensorListLength|.|
TensorListPopBack|. .|element_dtype
TensorListPushBackBatch|. element_dtype|element_dtype
TensorListPushBack|. element_dtype|element_dtype
TensorListReserve|shape_type .|element_dtype shape_type
TensorListResize|. .|
TensorListScatterIntoExistingList|. element_dtype .|element_dtype
TensorListScatterV2|element_dtype . shape_type .|element_dtype shape_type
TensorListScatter|element_dtype . shape_type|element_dtype shape_type
TensorListSetItem|. . element_dtype|element_dtype resize_if_index_out_of_bounds
TensorListSplit|element_dtype shape_type .|element_dtype shape_type
TensorListStack|. .|element_dtype num_elements
TensorMapErase|. key_dtype|key_dtype value_dtype
TensorMapHasKey|. key_dtype|key_dtype
TensorMapInsert|. key_dtype value_dtype|key_dtype value_dtype
TensorMapLookup|. key_dtype|key_dtype value_dtype
TensorMapSize|.|
TensorMapStackKeys|.|key_dtype
TensorScatterAdd|T Tindices T|T Tindices bad_indices_policy
TensorScatterMax|T Tindices T|T Tindices bad_indices_policy
TensorScatterMin|T Tindices T|T Tindices bad_indices_policy
TensorScatterSub|T Tindices T|T Tindices bad_indices_policy
TensorScatterUpdate|T Tindices T|T Tindices bad_indices_policy
TensorSliceDataset|@Toutput_types|Toutput_types output_shapes is_files metadata replicate_on_split
TensorStridedSliceUpdate|T Index Index Index T|T Index begin_mask end_mask ellipsis_mask new_axis_mask shrink_axis_mask
TensorSummaryV2|. T .|T
TensorSummary|T|T description labels display_name
TextLineDataset|. . .|metadata
TextLineReaderV2||skip_header_lines container shared_name
TextLineReader||skip_header_lines container shared_name
ThreadPoolDataset|. .|output_types output_shapes
ThreadPoolHandle||num_threads max_intra_op_parallelism display_name container shared_name
ThreadUnsafeUnigramCandidateSampler|.|num_true num_sampled unique range_max seed seed2
TileGrad|T .|T
Tile|T Tmultiples|T Tmultiples
Timestamp||
ToBool|T|T
TopKUnique|.|k
TopKV2|T Tk|sorted T Tk index_type
TopKWithUnique|.|k
TopK|T|k sorted T
TpuHandleToProtoKey|.|
Transpose|T Tperm|T Tperm
TridiagonalMatMul|T T T T|T
TridiagonalSolve|T T|partial_pivoting perturb_singular T
TruncateDiv|T T|T
TruncateMod|T T|T
TruncatedNormal|T|seed seed2 dtype T
UnbatchDataset|.|output_types output_shapes metadata
UnbatchGrad|T . T .|container shared_name T
Unbatch|T . .|timeout_micros container shared_name T
UncompressElement|.|output_types output_shapes
UnicodeDecodeWithOffsets|.|input_encoding errors replacement_char replace_control_characters Tsplits
UnicodeDecode|.|input_encoding errors replacement_char replace_control_characters Tsplits
UnicodeEncode|. Tsplits|errors output_encoding replacement_char Tsplits
UnicodeScript|.|
UnicodeTranscode|.|input_encoding output_encoding errors replacement_char replace_control_characters
UniformCandidateSampler|.|num_true num_sampled unique range_max seed seed2
UniformDequantize|Tin . .|Tin Tout quantization_axis quantization_min_val quantization_max_val
UniformQuantizedAdd|T T . . . . . .|lhs_quantization_axis lhs_quantization_min_val lhs_quantization_max_val rhs_quantization_axis rhs_quantization_min_val rhs_quantization_max_val output_quantization_axis output_quantization_min_val output_quantization_max_val T
UniformQuantizedClipByValue|T T T . .|T quantization_axis quantization_min_val quantization_max_val
UniformQuantizedConvolutionHybrid|Tlhs Trhs . .|Tlhs Trhs Tout window_strides padding explicit_padding lhs_dilation rhs_dilation batch_group_count feature_group_count dimension_numbers rhs_quantization_axis rhs_quantization_min_val rhs_quantization_max_val
UniformQuantizedConvolution|Tin Tin . . . . . .|Tin Tout window_strides padding explicit_padding lhs_dilation rhs_dilation batch_group_count feature_group_count dimension_numbers lhs_quantization_axis lhs_quantization_min_val lhs_quantization_max_val rhs_quantization_axis rhs_quantization_min_val rhs_quantization_max_val output_quantization_axis output_quantization_min_val output_quantization_max_val
UniformQuantizedDotHybrid|Tlhs Trhs . .|Tlhs Trhs Tout rhs_quantization_axis rhs_quantization_min_val rhs_quantization_max_val
UniformQuantizedDot|Tin Tin . . . . . .|Tin Tout lhs_quantization_axis lhs_quantization_min_val lhs_quantization_max_val rhs_quantization_axis rhs_quantization_min_val rhs_quantization_max_val output_quantization_axis output_quantization_min_val output_quantization_max_val
UniformQuantize|Tin . .|Tin Tout quantization_axis quantization_min_val quantization_max_val
UniformRequantize|Tin . . . .|Tin Tout input_quantization_axis input_quantization_min_val input_quantization_max_val output_quantization_axis output_quantization_min_val output_quantization_max_val
UniqueDataset|.|output_types output_shapes metadata
UniqueV2|T Taxis|T Taxis out_idx
UniqueWithCountsV2|T Taxis|T Taxis out_idx
UniqueWithCounts|T|T out_idx
Unique|T|T out_idx
Unpack|T|num T axis
UnravelIndex|Tidx Tidx|Tidx
UnsortedSegmentJoin|. Tindices Tnumsegments|separator Tindices Tnumsegments
UnsortedSegmentMax|T Tindices Tnumsegments|T Tindices Tnumsegments
UnsortedSegmentMin|T Tindices Tnumsegments|T Tindices Tnumsegments
UnsortedSegmentProd|T Tindices Tnumsegments|T Tindices Tnumsegments
UnsortedSegmentSum|T Tindices Tnumsegments|T Tindices Tnumsegments
Unstage||capacity memory_limit dtypes container shared_name
UnwrapDatasetVariant|.|
UpdateTaskIdAndGlobalCoreArray|task_count*.|task_count
UpperBound|T T|T out_type
VarHandleOp||container shared_name debug_name dtype shape allowed_devices
VarIsInitializedOp|.|
VariableShape|.|out_type
VariableV2||shape dtype container shared_name
Variable||shape dtype container shared_name
WeightedFlatMapDataset|N*. M*.|N M output_types output_shapes metadata
Where|T|T
While|@T|T cond body output_shapes parallel_iterations
WholeFileReaderV2||container shared_name
WholeFileReader||container shared_name
WindowDataset|. . . . .|output_types output_shapes metadata
WindowOp|@Tinputs|output_types output_shapes Tinputs
WorkerHeartbeat|.|
WrapDatasetVariant|.|
WriteAudioSummary|. . . . .|max_outputs
WriteFile|. .|
WriteGraphSummary|. . .|
WriteHistogramSummary|. . . T|T
WriteImageSummary|. . . T .|max_images T
WriteRawProtoSummary|. . .|
WriteScalarSummary|. . . T|T
WriteSummary|. . T . .|T
Xdivy|T T|T
XlaAllReduce|T .|T reduce_op mode
XlaBroadcastHelper|T T Tindices|T Tindices
XlaCallModule|@Tin|version module Sout Tout Tin dim_args_spec platforms function_list has_token_input_output disabled_checks use_shardy_partitioner
XlaClusterOutput|T|T
XlaConcatND|N*T|T N num_concats paddings
XlaConvV2|LhsT RhsT Tindices Tindices Tindices Tindices Tindices|LhsT RhsT Tindices dimension_numbers precision_config preferred_element_type batch_group_count
XlaConv|T T Tindices Tindices Tindices Tindices Tindices|T Tindices dimension_numbers precision_config
XlaCustomCallV2|@operand_dtypes|call_target_name backend_config has_side_effect operand_dtypes result_dtypes result_shapes
XlaCustomCall|@T|target_name backend_config T dtype shape
XlaDequantize|.|min_range max_range mode transpose_output
XlaDotV2|LhsT RhsT|LhsT RhsT dimension_numbers precision_config preferred_element_type
XlaDot|T T|T dimension_numbers precision_config
XlaDynamicSlice|T Tindices Tindices|T Tindices
XlaDynamicUpdateSlice|T T Tindices|T Tindices
XlaEinsum|T T|equation T
XlaGather|T Tindices Tindices|dimension_numbers indices_are_sorted T Tindices
XlaHostCompute|@Tinputs|Tinputs Toutputs ancestors shapes shape_inference_graph key send_key recv_key cost_estimate_ns tpu_core
XlaIf|Tcond @Tin|Tcond then_branch else_branch Tin Tout
XlaKeyValueSort|K V|K V
XlaLaunchV2|@Targs|Targs Tresults constants resources function
XlaLaunch|@Tconstants @Targs Nresources*.|Tconstants Targs Nresources Tresults function
XlaOptimizationBarrier|@T|T
XlaPad|T T Tindices Tindices Tindices|T Tindices
XlaRecvFromHost||Toutput shape key
XlaRecvTPUEmbeddingActivationsV2|.|num_tables config embedding_partitions hbm_buffers_config tpu_topology
XlaRecvTPUEmbeddingActivations|.|num_tables config
XlaRecvTPUEmbeddingDeduplicationDataV2||config embedding_partitions hbm_buffers_config tpu_topology
XlaRecvTPUEmbeddingDeduplicationData||config
XlaRecv||dtype tensor_name shape
XlaReducePrecision|T|T exponent_bits mantissa_bits
XlaReduceScatter|T . .|T reduce_op
XlaReduceWindow|T T Tindices Tindices Tindices Tindices Tindices|T Tindices computation
XlaReduce|T T|T dimensions_to_reduce reducer
XlaRemoveDynamicDimensionSize|T .|T
XlaReplicaId||
XlaRngBitGenerator|. . Tshape|dtype Tshape
XlaScatter|T Tindices T|update_computation dimension_numbers indices_are_sorted T Tindices
XlaSelectAndScatter|T Tindices Tindices Tindices T T|T Tindices select scatter
XlaSelfAdjointEig|T|lower max_iter epsilon T
XlaSendTPUEmbeddingGradientsV2|NumTables*. NumLearningRateTags*. .|NumTables NumLearningRateTags config embedding_partitions hbm_buffers_config tpu_topology
XlaSendTPUEmbeddingGradients|NumTables*. NumLearningRateTags*. .|NumTables NumLearningRateTags config
XlaSendToHost|Tinput|Tinput key
XlaSend|T|T tensor_name
XlaSetBound|. .|
XlaSetDynamicDimensionSize|T . .|T
XlaSharding|T|T sharding unspecified_dims
XlaSort|T|T
XlaSparseActivationsUnstack|input_dtype|num_tables sample_counts features interleaved input_dtype dtype
XlaSparseCoreAdagradMomentum|. . . . . . . .|feature_width use_nesterov beta_2 exponent
XlaSparseCoreAdagrad|. . . . .|feature_width
XlaSparseCoreAdam|. . . . . . . . .|feature_width use_sum_inside_sqrt
XlaSparseCoreFtrl|. . . . . . . . .|feature_width multiply_linear_by_learning_rate l1_regularization_strength
XlaSparseCoreSgd|. . . .|feature_width
XlaSparseDenseMatmulCustomCombinerOnTcGradWithAdagradAndCsrInput|. . . . . . . . . . . . . .|clip_weight_min clip_weight_max max_valency num_weights combiner_table_vjp_computation combiner_weights_vjp_computation table_name num_sparsecores_per_device
XlaSparseDenseMatmulCustomCombinerOnTcGradWithAdagradMomentumAndCsrInput|. . . . . . . . . . . . . . .|use_nesterov exponent beta1 beta2 epsilon clip_weight_min clip_weight_max max_valency num_weights combiner_table_vjp_computation combiner_weights_vjp_computation table_name num_sparsecores_per_device
XlaSparseDenseMatmulCustomCombinerOnTcGradWithAdamAndCsrInput|. . . . . . . . . . . . . . .|use_sum_inside_sqrt beta1 beta2 epsilon clip_weight_min clip_weight_max max_valency num_weights combiner_table_vjp_computation combiner_weights_vjp_computation table_name num_sparsecores_per_device
XlaSparseDenseMatmulCustomCombinerOnTcGradWithCsrInput|. . . . . . . . . . N*. M*. .|N M max_valency num_weights combiner_table_vjp_computation combiner_weights_vjp_computation optimizer_custom_computation table_name num_sparsecores_per_device
XlaSparseDenseMatmulCustomCombinerOnTcGradWithFtrlAndCsrInput|. . . . . . . . . . . . . . .|multiply_linear_by_learning_rate beta learning_rate_power l1_regularization_strength l2_regularization_strength clip_weight_min clip_weight_max max_valency num_weights combiner_table_vjp_computation combiner_weights_vjp_computation table_name num_sparsecores_per_device
XlaSparseDenseMatmulCustomCombinerOnTcGradWithSgdAndCsrInput|. . . . . . . . . . . . .|clip_weight_min clip_weight_max max_valency num_weights combiner_table_vjp_computation combiner_weights_vjp_computation table_name num_sparsecores_per_device
XlaSparseDenseMatmulCustomCombinerOnTcWithCsrInput|. . . . . . .|input_size max_valency num_weights combiner_computation quantization_config_low quantization_config_high quantization_config_num_buckets table_name num_sparsecores_per_device
XlaSparseDenseMatmulGradWithAdagradAndCsrInput|. . . . . . . . .|clip_weight_min clip_weight_max table_name num_sparsecores_per_device
XlaSparseDenseMatmulGradWithAdagradAndStaticBufferSize|. . . . . . . . .|clip_weight_min clip_weight_max max_ids_per_sparse_core max_unique_ids_per_sparse_core table_name num_sparsecores_per_device
XlaSparseDenseMatmulGradWithAdagradMomentumAndCsrInput|. . . . . . . . . .|use_nesterov exponent beta1 beta2 epsilon clip_weight_min clip_weight_max table_name num_sparsecores_per_device
XlaSparseDenseMatmulGradWithAdagradMomentumAndStaticBufferSize|. . . . . . . . . .|use_nesterov exponent beta1 beta2 epsilon clip_weight_min clip_weight_max max_ids_per_sparse_core max_unique_ids_per_sparse_core table_name num_sparsecores_per_device
XlaSparseDenseMatmulGradWithAdamAndCsrInput|. . . . . . . . . .|use_sum_inside_sqrt beta1 beta2 epsilon clip_weight_min clip_weight_max table_name num_sparsecores_per_device
XlaSparseDenseMatmulGradWithAdamAndStaticBufferSize|. . . . . . . . . .|use_sum_inside_sqrt beta1 beta2 epsilon clip_weight_min clip_weight_max max_ids_per_sparse_core max_unique_ids_per_sparse_core table_name num_sparsecores_per_device
XlaSparseDenseMatmulGradWithCsrInput|. . . . . N*T M*. .|N M custom_computation table_name num_sparsecores_per_device T
XlaSparseDenseMatmulGradWithFtrlAndCsrInput|. . . . . . . . . .|multiply_linear_by_learning_rate beta learning_rate_power l1_regularization_strength l2_regularization_strength clip_weight_min clip_weight_max table_name num_sparsecores_per_device
XlaSparseDenseMatmulGradWithFtrlAndStaticBufferSize|. . . . . . . . . .|multiply_linear_by_learning_rate beta learning_rate_power l1_regularization_strength l2_regularization_strength clip_weight_min clip_weight_max max_ids_per_sparse_core max_unique_ids_per_sparse_core table_name num_sparsecores_per_device
XlaSparseDenseMatmulGradWithSgdAndCsrInput|. . . . . . . .|clip_weight_min clip_weight_max table_name num_sparsecores_per_device
XlaSparseDenseMatmulGradWithSgdAndStaticBufferSize|. . . . . . . .|clip_weight_min clip_weight_max max_ids_per_sparse_core max_unique_ids_per_sparse_core table_name num_sparsecores_per_device
XlaSparseDenseMatmulWithCsrInput|. . . . T .|input_size quantization_config_low quantization_config_high quantization_config_num_buckets table_name num_sparsecores_per_device T
XlaSparseDenseMatmulWithStaticBufferSize|. . . . . .|input_size quantization_config_low quantization_config_high quantization_config_num_buckets max_ids_per_sparse_core max_unique_ids_per_sparse_core table_name num_sparsecores_per_device
XlaSparseDenseMatmul|. . . . .|max_ids_per_partition max_unique_ids_per_partition input_size
XlaSparseGradientsStack|num_tables*input_dtype|num_tables interleaved input_dtype dtype
XlaSplitND|T|T N num_splits paddings
XlaSpmdFullToShardShape|T|T manual_sharding dim unspecified_dims
XlaSpmdShardToFullShape|T|T manual_sharding full_shape dim unspecified_dims
XlaSvd|T|max_iter epsilon precision_config T
XlaVariadicReduceV2|@T @T|T dimensions_to_reduce reducer
XlaVariadicReduce|N*T N*T|N T dimensions_to_reduce reducer
XlaVariadicSort|@T .|T comparator is_stable
XlaWhile|@T|T cond body
Xlog1py|T T|T
Xlogy|T T|T
ZerosLike|T|T
Zeta|T T|T
ZipDataset|N*.|output_types output_shapes N metadata
_Arg||T index
_ArrayToList|N*T|T N out_types
_ConfigureDistributedTPU|N*.|N enable_whole_mesh_compilations
_DeviceArg||T index
_DeviceRetval|T|T index
_DisconnectHostFromDistributedTPUSystem||
_EagerConst|T|T
_FusedBatchNormEx|T U U U U num_side_inputs*T|T U epsilon exponential_avg_factor num_side_inputs activation_mode data_format is_training
_FusedBatchNormGradEx|T T . U U U . T|T U epsilon num_side_inputs activation_mode data_format is_training
_FusedConv2D|T T @TArgs num_host_args*.|T TArgs num_args num_host_args strides padding explicit_paddings data_format filter_format dilations use_cudnn_on_gpu fused_ops epsilon leakyrelu_alpha
_FusedConv3D|T T num_args*T|T num_args strides padding data_format dilations padding_list fused_ops epsilon leakyrelu_alpha
_FusedDepthwiseConv2dNative|T T num_args*T|T num_args strides padding data_format dilations fused_ops epsilon leakyrelu_alpha
_FusedMatMul|T T num_args*T|transpose_a transpose_b T num_args fused_ops epsilon leakyrelu_alpha
_FusedQuantizedConv2D|@Tdevice_inputs @Thost_inputs|Tinput Tfilter Tbias Tsummand out_type Tdevice_inputs Thost_inputs Tdevice_outputs Thost_outputs data_format strides is_filter_const is_bias_const padding explicit_paddings dilations fused_ops alpha
_FusedQuantizedDepthwiseConv2D|@Tdevice_inputs @Thost_inputs|Tinput Tfilter Tbias Tsummand out_type Tdevice_inputs Thost_inputs Tdevice_outputs Thost_outputs data_format strides is_filter_const is_bias_const padding explicit_paddings dilations fused_ops alpha
_HostCast|SrcT|SrcT DstT Truncate
_HostRecv||tensor_type tensor_name send_device send_device_incarnation recv_device client_terminated
_HostSend|T|T tensor_name send_device send_device_incarnation recv_device client_terminated
_If|Tcond @Tin|Tcond Tin Tout then_branch else_branch
_InitializeHostForDistributedTPU|.|enable_whole_mesh_compilations tpu_cancellation_closes_chips
_ListToArray|@Tin|Tin T N
_MklAvgPool3DGrad|. T . .|ksize strides padding data_format T
_MklAvgPool3D|T .|ksize strides padding data_format T
_MklAvgPoolGrad|. T . .|ksize strides padding data_format T
_MklAvgPool|T .|ksize strides padding data_format T
_MklBatchMatMulV2|T T|T adj_x adj_y grad_x grad_y
_MklBatchMatMul|T T|T adj_x adj_y grad_x grad_y
_MklConcatV2|N*T Tidx N*. .|N T Tidx
_MklConcat|. N*T . N*.|N T
_MklConjugateTranspose|T Tperm|T Tperm
_MklConv2DBackpropFilterWithBias|T . T . . .|T strides use_cudnn_on_gpu padding data_format dilations
_MklConv2DBackpropFilter|T . T . . .|T strides use_cudnn_on_gpu padding data_format explicit_paddings dilations
_MklConv2DBackpropInput|. T T . . .|T strides use_cudnn_on_gpu padding data_format explicit_paddings dilations
_MklConv2DWithBias|T T T . . .|T strides use_cudnn_on_gpu is_filter_const padding explicit_paddings data_format dilations
_MklConv2D|T T . .|T strides use_cudnn_on_gpu is_filter_const padding data_format explicit_paddings dilations
_MklConv3DBackpropFilterV2|T . T . . .|T strides padding data_format dilations
_MklConv3DBackpropInputV2|Tshape T T . . .|T strides dilations Tshape padding data_format
_MklConv3D|T T . .|T strides is_filter_const padding data_format dilations
_MklDepthwiseConv2dNativeBackpropFilter|T . T . . .|T strides padding data_format explicit_paddings dilations
_MklDepthwiseConv2dNativeBackpropInput|. T T . . .|T strides padding data_format explicit_paddings dilations
_MklDepthwiseConv2dNative|T T . .|T strides is_filter_const padding data_format explicit_paddings dilations
_MklDequantize|T . .|T narrow_range axis mode dtype
_MklEinsum|N*T|equation N T
_MklEluGrad|T T . .|T
_MklElu|T .|T
_MklFusedBatchMatMulV2|T T num_args*T|T adj_x adj_y num_args fused_ops epsilon leakyrelu_alpha
_MklFusedBatchNormEx|T U U U U num_side_inputs*T . . . . . num_side_inputs*.|T U epsilon exponential_avg_factor data_format num_side_inputs activation_mode is_training
_MklFusedBatchNormGradV2|T T . U U . . . . .|T U epsilon data_format is_training
_MklFusedBatchNormGradV3|T T . U U U . . . . . .|T U epsilon data_format is_training
_MklFusedBatchNormGrad|T T T T T . . . . .|T epsilon data_format is_training
_MklFusedBatchNormV2|T U U U U . . . . .|T U epsilon data_format exponential_avg_factor is_training
_MklFusedBatchNormV3|T U U U U . . . . .|T U epsilon data_format exponential_avg_factor is_training
_MklFusedBatchNorm|T T T T T . . . . .|T epsilon data_format exponential_avg_factor is_training
_MklFusedConv2D|T T num_args*T . . num_args*.|T num_args strides is_filter_const padding data_format explicit_paddings dilations use_cudnn_on_gpu fused_ops epsilon leakyrelu_alpha
_MklFusedDepthwiseConv2dNative|T T num_args*T . . num_args*.|T num_args strides is_filter_const padding data_format dilations fused_ops epsilon leakyrelu_alpha
_MklFusedInstanceNorm|T T T|T fused_ops epsilon leakyrelu_alpha reduction_axes
_MklFusedMatMul|T T num_args*T . . num_args*.|is_filter_const transpose_a transpose_b T num_args fused_ops epsilon leakyrelu_alpha
_MklFusedMish|T|T
_MklLayerNorm|T T T|T epsilon
_MklLeakyReluGrad|T T . .|T alpha
_MklLeakyRelu|T .|T alpha
_MklMatMul|T T|transpose_a transpose_b T grad_a grad_b
_MklMaxPool3DGrad|TInput TInput T . . . . .|ksize strides padding data_format T TInput workspace_enabled
_MklMaxPool3D|T .|ksize strides padding data_format T workspace_enabled
_MklMaxPoolGrad|T T T . . . . .|T ksize strides workspace_enabled padding data_format explicit_paddings
_MklMaxPool|T .|T ksize strides padding data_format explicit_paddings workspace_enabled
_MklNativeAvgPool3DGrad|. T|ksize strides padding data_format T
_MklNativeAvgPool3D|T|ksize strides padding data_format T
_MklNativeAvgPoolGrad|. T|ksize strides padding data_format T
_MklNativeAvgPool|T|ksize strides padding data_format T
_MklNativeConv2DBackpropFilterWithBias|T . T|T strides use_cudnn_on_gpu padding data_format dilations
_MklNativeConv2DBackpropFilter|T . T|T strides use_cudnn_on_gpu padding explicit_paddings data_format dilations
_MklNativeConv2DBackpropInput|. T T|T strides use_cudnn_on_gpu padding explicit_paddings data_format dilations
_MklNativeConv2DWithBias|T T T|T strides use_cudnn_on_gpu is_filter_const padding data_format explicit_paddings dilations
_MklNativeConv2D|T T|T strides use_cudnn_on_gpu is_filter_const padding explicit_paddings data_format dilations
_MklNativeConv3DBackpropFilterV2|T . T|T strides padding data_format dilations
_MklNativeConv3DBackpropInputV2|Tshape T T|T strides dilations Tshape padding data_format
_MklNativeConv3D|T T|T strides is_filter_const padding data_format dilations
_MklNativeDepthwiseConv2dNativeBackpropFilter|T . T|T strides padding data_format explicit_paddings dilations
_MklNativeDepthwiseConv2dNativeBackpropInput|. T T|T strides padding data_format explicit_paddings dilations
_MklNativeDepthwiseConv2dNative|T T|T strides is_filter_const padding data_format explicit_paddings dilations
_MklNativeFusedBatchNormEx|T U U U U num_side_inputs*T|T U epsilon exponential_avg_factor data_format num_side_inputs activation_mode is_training
_MklNativeFusedBatchNormGradV2|T T . U U|T U epsilon data_format is_training
_MklNativeFusedBatchNormGradV3|T T . U U U|T U epsilon data_format is_training
_MklNativeFusedBatchNormGrad|T T T T T|T epsilon data_format is_training
_MklNativeFusedBatchNormV2|T U U U U|T U epsilon data_format exponential_avg_factor is_training
_MklNativeFusedBatchNormV3|T U U U U|T U epsilon data_format exponential_avg_factor is_training
_MklNativeFusedBatchNorm|T T T T T|T epsilon data_format exponential_avg_factor is_training
_MklNativeFusedConv2D|T T @TArgs num_host_args*.|T TArgs num_args num_host_args strides is_filter_const padding explicit_paddings data_format filter_format dilations use_cudnn_on_gpu fused_ops epsilon leakyrelu_alpha
_MklNativeFusedConv3D|T T num_args*T|T num_args strides is_filter_const padding data_format dilations padding_list fused_ops epsilon leakyrelu_alpha
_MklNativeFusedDepthwiseConv2dNative|T T num_args*T|T num_args strides is_filter_const padding data_format dilations fused_ops epsilon leakyrelu_alpha
_MklNativeFusedMatMul|T T num_args*T|is_filter_const transpose_a transpose_b T num_args fused_ops epsilon leakyrelu_alpha
_MklNativeMaxPool3DGrad|TInput TInput T .|ksize strides padding data_format T TInput workspace_enabled
_MklNativeMaxPool3D|T|ksize strides padding data_format T workspace_enabled
_MklNativeMaxPoolGrad|T T T .|T ksize strides workspace_enabled padding data_format explicit_paddings
_MklNativeMaxPool|T|T ksize strides padding data_format explicit_paddings workspace_enabled
_MklNativePadWithConv2D|T T Tpaddings|T strides use_cudnn_on_gpu padding data_format is_filter_const dilations Tpaddings
_MklNativePadWithFusedConv2D|T T num_args*T Tpaddings|T num_args strides is_filter_const padding data_format dilations fused_ops Tpaddings epsilon leakyrelu_alpha
_MklNativeSparseMatrixMatMul|. T|T transpose_a transpose_b adjoint_a adjoint_b transpose_output conjugate_output
_MklPadWithConv2D|T T Tpaddings . . .|T strides use_cudnn_on_gpu padding data_format is_filter_const dilations Tpaddings
_MklPadWithFusedConv2D|T T num_args*T Tpaddings . . num_args*. .|T num_args strides is_filter_const padding data_format dilations fused_ops Tpaddings epsilon leakyrelu_alpha
_MklQuantizeV2|. . .|T mode round_mode narrow_range axis ensure_minimum_range
_MklQuantizedAvgPool|T . .|T ksize strides padding
_MklQuantizedConcatV2|N*T Tidx N*. N*.|N T Tidx
_MklQuantizedConv2DAndReluAndRequantize|Tinput Tfilter . . . . . .|Tinput Tfilter out_type data_format strides is_filter_const padding dilations padding_list
_MklQuantizedConv2DAndRelu|Tinput Tfilter . . . .|Tinput Tfilter out_type data_format strides is_filter_const padding dilations padding_list
_MklQuantizedConv2DAndRequantize|Tinput Tfilter . . . . . .|Tinput Tfilter out_type data_format strides is_filter_const padding dilations padding_list
_MklQuantizedConv2DPerChannel|Tinput Tfilter . . . .|Tinput Tfilter out_type data_format strides is_filter_const padding dilations padding_list
_MklQuantizedConv2DWithBiasAndReluAndRequantize|Tinput Tfilter Tbias . . . . . .|Tinput Tfilter Tbias out_type data_format strides is_filter_const is_bias_const padding dilations padding_list
_MklQuantizedConv2DWithBiasAndRelu|Tinput Tfilter . . . . .|Tinput Tfilter out_type data_format strides is_filter_const is_bias_const padding dilations padding_list
_MklQuantizedConv2DWithBiasAndRequantize|Tinput Tfilter Tbias . . . . . .|Tinput Tfilter Tbias out_type data_format strides is_filter_const is_bias_const padding dilations padding_list
_MklQuantizedConv2DWithBiasSignedSumAndReluAndRequantize|Tinput Tfilter Tbias . . . . . . Tsummand . .|Tinput Tfilter Tbias Tsummand out_type data_format strides is_filter_const is_bias_const padding dilations padding_list
_MklQuantizedConv2DWithBiasSumAndReluAndRequantize|Tinput Tfilter Tbias . . . . . . Tsummand . .|Tinput Tfilter Tbias Tsummand out_type data_format strides is_filter_const is_bias_const padding dilations padding_list
_MklQuantizedConv2DWithBiasSumAndRelu|Tinput Tfilter . . . . . .|Tinput Tfilter out_type data_format strides is_filter_const is_bias_const padding dilations padding_list
_MklQuantizedConv2DWithBias|Tinput Tfilter . . . . .|Tinput Tfilter out_type data_format strides is_filter_const is_bias_const padding dilations padding_list
_MklQuantizedConv2D|Tinput Tfilter . . . .|Tinput Tfilter out_type data_format strides is_filter_const padding dilations padding_list
_MklQuantizedDepthwiseConv2DWithBiasAndReluAndRequantize|Tinput Tfilter Tbias . . . . . .|Tinput Tfilter Tbias out_type data_format strides is_filter_const is_bias_const padding dilations padding_list
_MklQuantizedDepthwiseConv2DWithBiasAndRelu|Tinput Tfilter . . . . .|Tinput Tfilter out_type data_format strides is_filter_const is_bias_const padding dilations padding_list
_MklQuantizedDepthwiseConv2DWithBias|Tinput Tfilter . . . . .|Tinput Tfilter out_type data_format strides is_filter_const is_bias_const padding dilations
_MklQuantizedDepthwiseConv2D|Tinput Tfilter . . . .|Tinput Tfilter out_type data_format strides is_filter_const padding dilations
_MklQuantizedMatMulWithBiasAndDequantize|T1 T2 Tbias . . . . . .|T1 T2 Tbias Toutput transpose_a transpose_b input_quant_mode is_weight_const is_bias_const
_MklQuantizedMatMulWithBiasAndReluAndRequantize|T1 T2 Tbias . . . . . .|T1 T2 Tbias Toutput transpose_a transpose_b input_quant_mode is_weight_const is_bias_const
_MklQuantizedMatMulWithBiasAndRelu|T1 T2 . . . . .|T1 T2 Toutput transpose_a transpose_b input_quant_mode is_weight_const is_bias_const
_MklQuantizedMatMulWithBiasAndRequantize|T1 T2 Tbias . . . . . .|T1 T2 Tbias Toutput transpose_a transpose_b input_quant_mode is_weight_const is_bias_const
_MklQuantizedMatMulWithBias|T1 T2 Tbias . . . .|T1 T2 Tbias Toutput transpose_a transpose_b input_quant_mode is_weight_const is_bias_const
_MklQuantizedMaxPool|T . .|T ksize strides padding
_MklRelu6Grad|T T . .|T
_MklRelu6|T .|T
_MklReluGrad|T T . .|T
_MklRelu|T .|T
_MklSoftmax|T|T
_MklSwish|T|T
_MklTanhGrad|T T . .|T
_MklTanh|T .|T
_MklTranspose|T Tperm|T Tperm
_NcclBroadcastRecv|.|T num_devices shared_name
_NcclBroadcastSend|T|T num_devices shared_name
_NcclReduceRecv|T|reduction T num_devices shared_name
_NcclReduceSend|T|reduction T num_devices shared_name
_ParallelConcatStart||shape dtype
_ParallelConcatUpdate|T T|T loc
_QuantizedMatMul|@Tdevice_inputs @Thost_inputs|Tdevice_inputs Thost_inputs Tdevice_outputs Thost_outputs T1 T2 Tbias U Tout transpose_a transpose_b is_weight_const is_bias_const fused_ops input_quant_mode output_quant_mode leakyrelu_alpha
_QuantizedMaxPool3D|T . .|ksize strides padding data_format T
_ReadVariablesOp|N*.|N dtypes
_Recv||tensor_type tensor_name send_device send_device_incarnation recv_device client_terminated
_Retval|T|T index
_ScopedAllocatorConcat|T N*T|shape T reshape sa_name id N
_ScopedAllocatorSplit|T N*T|T sa_name id N shapes
_ScopedAllocator||shapes shape T sa_name id expected_call_count
_Send|T|T tensor_name send_device send_device_incarnation recv_device client_terminated
_SetGlobalTPUArray|.|
_ShutdownDistributedTPU||
_SwitchN|T .|num_outs T
_TPUCompileMlir|NumDynamicShapes*.|num_computations mlir_module metadata NumDynamicShapes
_TPUReplicate|@Tinputs @Tbroadcast_inputs NumVariables*. @Tguaranteed_constants|computation num_replicas num_cores_per_replica topology use_tpu device_assignment host_compute_core Tinputs Tbroadcast_inputs NumVariables Tguaranteed_constants output_types padding_map step_marker_location allow_soft_placement num_distributed_variables use_spmd_for_xla_partitioning use_shardy_partitioner tpu_compile_options_proto
_TensorToHashBucketFast|T|T num_buckets
_UnaryOpsComposition|T|T op_names
_VarHandlesOp||containers shared_names N dtypes shapes
_WaitForDistributedTPU|N*.|startup_timeout_sec N
_While|@T|T cond body
_XlaAotOnlyVarHandleOp||container shared_name debug_name dtype shape
_XlaCompileMlirPlaceholderProgramKey||
_XlaCompile|@Tconstants @Targs Nresources*.|Tconstants must_compile Targs Nresources function
_XlaHostComputeMlir|@Tinputs|Tinputs Toutputs send_key recv_key host_mlir_module manual_sharding
_XlaMerge|T T|T
_XlaRecvAtHostV2|. .|Toutputs key device_type
_XlaRecvAtHost|.|Toutputs key device_ordinal device_type
_XlaRun|@Targs .|Targs Tresults
_XlaSendFromHostV2|@Tinputs . .|Tinputs key device_type
_XlaSendFromHost|@Tinputs .|Tinputs key device_ordinal device_type
__MklDummyConv2DBackpropFilterWithBias|T . T|T strides use_cudnn_on_gpu padding data_format dilations
__MklDummyConv2DWithBias|T T T|T strides use_cudnn_on_gpu is_filter_const padding explicit_paddings data_format dilations
__MklDummyPadWithConv2D|T T Tpaddings|T strides use_cudnn_on_gpu padding data_format dilations Tpaddings
__MklDummyPadWithFusedConv2D|T T num_args*T Tpaddings|T num_args strides padding data_format dilations fused_ops Tpaddings epsilon leakyrelu_alpha`;
