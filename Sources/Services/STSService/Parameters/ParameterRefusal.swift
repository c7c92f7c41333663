import AWSProtocols
import JSONTree

/// Parameters that were refused, as facts for an operator.
enum ParameterRefusal {
    /// The refusal, whose words already name the parameter.
    static func explanation(_ fault: Fault) -> JSON {
        let (code, _, message) = ServiceDialect.sts.resolve(fault)
        return ["decision": "Deny", "problem": .string(code), "summary": .string(message)]
    }
}
