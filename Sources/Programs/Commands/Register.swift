import ArgumentParser
import ControlPlane
import ControlPlaneClient
import Foundation
import JSONTree
import KubernetesClient

/// `lanyard register`.
struct Register: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make clusters that run elsewhere known.",
        subcommands: [RegisterCluster.self]
    )
}

/// `lanyard register cluster`.
struct RegisterCluster: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "Register a cluster by its kubeconfig, or bring its registration up to date.",
        discussion: """
            The issuer of its tokens and their keys are read from its API server \
            (/.well-known/openid-configuration and /openid/v1/jwks) with the kubeconfig's credentials, and go to the \
            control plane with the server's URL and certificate authority. Pods of that cluster can then get credentials \
            by EKS Pod Identity. Run it again after the cluster's keys were changed.

            A token of that cluster counts until it expires, a day at most, even if its pod is gone. With \
            --token-reviewer the cluster is asked at every exchange whether the token still counts, and nobody gets \
            credentials while it does not answer. The file holds a token of a service account there that may create \
            TokenReviews (ClusterRole system:auth-delegator).

            Example: lanyard register cluster prod --kubeconfig ~/.kube/prod --node-role arn:aws:iam::111122223333:role/n
            """
    )

    @OptionGroup var data: DataOption

    @Argument(help: "The name that the cluster gets here.")
    var name: String

    @Option(help: ArgumentHelp("The kubeconfig of the cluster.", valueName: "file"))
    var kubeconfig: String

    @Option(help: ArgumentHelp("The context of it, if not the current one.", valueName: "name"))
    var context: String?

    @Option(help: ArgumentHelp("The cluster's role; default: that of the embedded cluster.", valueName: "arn"))
    var role: String?

    @Option(
        help: ArgumentHelp("The role of its nodes, whose sessions may ask for their own pods only.", valueName: "arn")
    )
    var nodeRole: String?

    @Option(help: ArgumentHelp("A file with a token that may review the cluster's tokens.", valueName: "file"))
    var tokenReviewer: String?

    func validate() throws {
        guard ClusterName.isValid(name) else {
            throw ValidationError("a cluster's name has 1 to 100 letters, digits, - and _, a letter or digit first")
        }
    }

    func run() async throws {
        let connection = try Connection(data)
        let registration = try await registration()
        let arn = role ?? "arn:aws:iam::\(connection.instance.account):role/\(connection.instance.clusterName)-cluster"
        do throws(CallError) {
            _ = try await connection.access.post(
                "eks",
                ["clusters"],
                [
                    "name": .string(name), "roleArn": .string(arn), "resourcesVpcConfig": .object([:]),
                    "lanyardRegistration": registration,
                ]
            )
            print("cluster \(name) is registered, with the issuer \(registration["issuer"]?.string ?? "")")
        } catch {
            guard case .refused(409, "ResourceInUseException", _, _) = error else { throw error }
            let change: JSON = ["lanyardRegistration": registration]
            _ = try await connection.access.post("eks", ["clusters", name, "update-config"], change)
            print("the registration of cluster \(name) is up to date")
        }
    }

    private func registration() async throws -> JSON {
        let access: ClusterAccess
        let client: KubernetesClient
        do throws(AccessError) {
            access = try ClusterAccess.kubeconfig(path: kubeconfig, context: context)
            client = try KubernetesClient(access)
        } catch { throw CommandFailure(error.description) }
        let (discovery, keys): (JSON, JSON)
        do throws(KubernetesError) {
            discovery = try await client.call(.get, "/.well-known/openid-configuration")
            keys = try await client.call(.get, "/openid/v1/jwks")
        } catch {
            throw CommandFailure("\(client.server): the issuer and its keys cannot be read: \(error)")
        }
        guard let issuer = discovery["issuer"]?.string, keys["keys"]?.array?.isEmpty == false else {
            throw CommandFailure("\(client.server): its discovery document or key set is not one")
        }
        var registration: JSONObject = [
            "issuer": .string(issuer), "keySet": .string(keys.text()), "endpoint": .string(access.server.description),
        ]
        if let authority = access.certificateAuthority {
            registration["certificateAuthority"] = .string(Data(authority).base64EncodedString())
        }
        if let nodeRole { registration["nodeRoleArn"] = .string(nodeRole) }
        if let tokenReviewer {
            guard let bytes = FileManager.default.contents(atPath: tokenReviewer) else {
                throw CommandFailure("\(tokenReviewer): the file cannot be read")
            }
            let token = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            registration["tokenReviewer"] = .string(token)
        }
        return .object(registration)
    }
}
