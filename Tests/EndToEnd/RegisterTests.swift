import Foundation
import Testing

/// A cluster that another control plane runs, registered with this one.
@Suite(.serialized)
struct RegisterTests {
    private let directory: TemporaryDirectory
    private let home: Server
    private let away: Server

    init() throws {
        directory = try TemporaryDirectory()
        home = try Server(data: directory.path + "/home")
        away = try Server(data: directory.path + "/away")
    }

    private func exchange(_ token: String) throws -> Command {
        try home.aws("eks-auth", "assume-role-for-pod-identity", "--cluster-name", "away", "--token", token)
    }

    @Test(.enabled(if: Program.hasAWS, "skipped: there is no aws CLI here"))
    func `pods of a cluster registered by its kubeconfig get credentials here`() throws {
        let kubeconfig = away.data + "/kubeconfig"
        let first = try home.lanyard("register", "cluster", "away", "--kubeconfig", kubeconfig)
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.output.contains("cluster away is registered, with the issuer https://localhost:"))
        let again = try home.lanyard("register", "cluster", "away", "--kubeconfig", kubeconfig)
        #expect(again.output.contains("up to date"), "\(again.errors)")
        let waited = try home.aws("eks", "wait", "cluster-active", "--name", "away")
        #expect(waited.status == 0, "\(waited.errors)")

        let trust = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", \
            "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"]}]}
            """
        _ = try home.aws("iam", "create-role", "--role-name", "app", "--assume-role-policy-document", trust)
        let association = try home.aws(
            ["eks", "create-pod-identity-association", "--cluster-name", "away", "--namespace", "default"]
                + ["--service-account", "app", "--role-arn", "arn:aws:iam::111122223333:role/app"]
        )
        #expect(association.status == 0, "\(association.errors)")
        func token(of server: Server, _ audience: String = "pods.eks.amazonaws.com") throws -> String {
            try server.lanyard("create", "token", "app", "--audience", audience, "--bound-pod", "app-1").output
        }
        let answer = try exchange(token(of: away))
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(answer.output.contains(":assumed-role/app/eks-away-app-1-"))
        // Another cluster's token, and one for somebody else.
        for wrong in [try token(of: home), try token(of: away, "sts.amazonaws.com")] {
            let refused = try exchange(wrong)
            #expect(refused.status != 0 && refused.errors.contains("InvalidTokenException"), "\(refused.errors)")
        }
        // The own cluster stays the one that commands mean, also at the next start.
        #expect(try home.lanyard("create", "token", "app").status == 0)
        #expect(try home.aws("eks", "delete-cluster", "--name", "myeks").errors.contains("InvalidRequestException"))
        #expect(home.end(with: SIGTERM) == 0)
        let next = try Server(data: home.data)
        #expect(next.banner.contains("cluster myeks"))
        #expect(try next.aws("eks", "delete-cluster", "--name", "away").status == 0)
    }

    @Test func `a cluster that cannot be asked is not registered`() throws {
        let missing = try home.lanyard("register", "cluster", "away", "--kubeconfig", directory.path + "/none")
        #expect(missing.status == 1)
        #expect(missing.errors.contains("the file cannot be read"))
        #expect(away.end(with: SIGTERM) == 0)
        let gone = try home.lanyard("register", "cluster", "away", "--kubeconfig", away.data + "/kubeconfig")
        #expect(gone.status == 1)
        #expect(gone.errors.contains("cannot be read"))
    }
}
