import AWSProtocols
import Authorization
import ServiceModel

extension EC2Service {
    /// Answers that there are no instances, to those who may know.
    static var describeInstances: ServiceOperation {
        ServiceOperation(
            Operation("DescribeInstances", .ec2, isReadOnly: true, action: "ec2:DescribeInstances"),
            prepare: { call in
                try PageParameters.check(call.input, identifiers: "InstanceId")
                return (plan("ec2:DescribeInstances", of: call), ())
            },
            perform: { authorized, _ in
                if let id = authorized.call.input.strings("InstanceId")?.first {
                    throw Fault("InvalidInstanceID.NotFound", status: 400, "The instance ID '\(id)' does not exist")
                }
                return .output(["reservationSet": []])
            }
        )
    }
}
