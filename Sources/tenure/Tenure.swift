import ArgumentParser
import Workbench

@main
struct Tenure: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tenure",
    abstract: "Measures who stays, who leaves and why, from facts that are never edited.",
    version: "0.1.0",
    subcommands: [
      Import.self, Rates.self, Report.self, BridgeReport.self, Explain.self,
      Compare.self, Restatements.self, CRR.self, Export.self, Settings.self, Rebuild.self,
      Cohorts.self, Merge.self, Verify.self, Serve.self, Keys.self, Usage.self,
    ])

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var serving = command as? any AsyncParsableCommand {
        try await serving.run()
      } else {
        try command.run()
      }
    } catch let refusal as Refusal {
      // As with what ArgumentParser itself refuses: the usage beside it, and its exit status.
      exit(withError: ValidationError(refusal.description))
    } catch {
      exit(withError: error)
    }
  }
}

/// Where a command finds the workspace.
struct WorkspaceOptions: ParsableArguments {
  @Option(
    name: .long,
    help: "The workspace's folder (default: TENURE_WORKSPACE, else ./workspace).",
    completion: .directory)
  var workspace: String?
}
