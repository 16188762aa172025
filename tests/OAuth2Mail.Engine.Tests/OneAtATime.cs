// The environment, the working directory and SecretManagement's one runspace belong to the process, not to a test.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
