import AWSProtocols
import AWSVocabulary
import Authorization
import IAMPolicy

extension IAMService {
    /// `SimulateCustomPolicy`: what policies that the call brings would allow their holder.
    var simulateCustomPolicy: ServiceOperation {
        operation("SimulateCustomPolicy", isReadOnly: true) { reader, _ in
            SimulationInput(from: &reader, needsPolicies: true)
        } access: { _, _ in
            AccessTarget("*")
        } perform: { input, call in
            let text = input.callerARN ?? "arn:aws:iam::\(call.view.account):user/simulated"
            let source = Simulation.Source(principal: try Self.principal(text), policies: PolicySet())
            return try Simulation(input, source: source, view: call.view, now: call.now).output()
        }
    }

    static func principal(_ text: String) throws(Fault) -> Principal {
        guard let principal = Principal(text) else {
            throw Words.invalidInput("\(text) is not the ARN of a user, a role, a session or a provider.")
        }
        return principal
    }
}
