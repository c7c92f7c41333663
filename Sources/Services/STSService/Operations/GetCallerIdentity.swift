import AWSProtocols
import Authorization
import ServiceModel

extension STSService {
    /// Tells the caller who it is; nothing can deny that.
    var getCallerIdentity: ServiceOperation {
        ServiceOperation(
            Operation("GetCallerIdentity", .sts, isReadOnly: true, action: nil),
            prepare: { call in
                let caller = call.context.caller
                guard let arn = caller.arn, let account = caller.account, let id = caller.userID else {
                    throw Fault(.missingAuthentication)
                }
                let output: WireStructure = ["UserId": .string(id), "Account": .string(account), "Arn": .string(arn)]
                return (.none, output)
            },
            perform: { _, output in .output(output) }
        )
    }
}
