"""Deletions that AWS takes, and gives up on."""

from __future__ import annotations

import unittest

from emulated import Test

WHY = "Something that nobody sees is in the way."


class GivingUp(Test):
    def let(self, arn: str, times: int = 1):
        self.control("POST", "properties", {arn: {"givesUp": {"times": times, "why": WHY}}})

    def test_of_eks_says_so_in_its_health(self):
        eks, ec2 = self.aws("eks"), self.aws("ec2")
        subnets = [one["SubnetId"] for one in ec2.describe_subnets()["Subnets"]][:2]
        role = self.role()
        eks.create_cluster(name="c", roleArn=role, resourcesVpcConfig={"subnetIds": subnets})
        group = eks.create_nodegroup(clusterName="c", nodegroupName="g", subnets=subnets, nodeRole=role)["nodegroup"]
        addon = eks.create_addon(clusterName="c", addonName="a")["addon"]
        self.let(group["nodegroupArn"])
        self.let(addon["addonArn"])
        for delete, look, told in (
            (eks.delete_nodegroup, eks.describe_nodegroup, {"nodegroupName": "g"}),
            (eks.delete_addon, eks.describe_addon, {"addonName": "a"}),
        ):
            delete(clusterName="c", **told)
            states = [next(one for name, one in look(clusterName="c", **told).items() if name != "ResponseMetadata") for _ in range(3)]
            self.assertEqual(["DELETING", "DELETE_FAILED", "DELETE_FAILED"], [one["status"] for one in states])
            self.assertEqual([WHY], [issue["message"] for issue in states[-1]["health"]["issues"]])
            delete(clusterName="c", **told)
            look(clusterName="c", **told)
            self.refused("ResourceNotFoundException", look, clusterName="c", **told)

    def test_of_a_domain_leaves_its_homes(self):
        sagemaker, ec2 = self.aws("sagemaker"), self.aws("ec2")
        subnet = ec2.describe_subnets()["Subnets"][0]
        arn = sagemaker.create_domain(
            DomainName="d", AuthMode="IAM", DefaultUserSettings={"ExecutionRole": self.role()}, SubnetIds=[subnet["SubnetId"]], VpcId=subnet["VpcId"]
        )["DomainArn"]
        id_ = arn.split("/")[-1]
        self.let(arn)
        sagemaker.delete_domain(DomainId=id_, RetentionPolicy={"HomeEfsFileSystem": "Delete"})
        told = [sagemaker.describe_domain(DomainId=id_) for _ in range(3)][-1]
        self.assertEqual(("Delete_Failed", WHY), (told["Status"], told["FailureReason"]))
        self.assertEqual(1, len(self.aws("efs").describe_file_systems()["FileSystems"]))
        sagemaker.delete_domain(DomainId=id_, RetentionPolicy={"HomeEfsFileSystem": "Delete"})
        sagemaker.describe_domain(DomainId=id_)
        self.refused("ResourceNotFound", sagemaker.describe_domain, DomainId=id_)

    def test_of_a_prefix_list_says_so_in_its_state(self):
        ec2 = self.aws("ec2")
        made = ec2.create_managed_prefix_list(PrefixListName="offices", MaxEntries=1, AddressFamily="IPv4")["PrefixList"]
        self.let(made["PrefixListArn"])
        ec2.delete_managed_prefix_list(PrefixListId=made["PrefixListId"])
        told = next(one for one in ec2.describe_managed_prefix_lists()["PrefixLists"] if one["PrefixListId"] == made["PrefixListId"])
        self.assertEqual(("delete-failed", WHY), (told["State"], told["StateMessage"]))

    def test_of_a_queue_says_so_in_its_status(self):
        batch = self.aws("batch")
        arn = batch.create_compute_environment(
            computeEnvironmentName="env", type="UNMANAGED", state="ENABLED", serviceRole=self.role()
        )["computeEnvironmentArn"]
        queue = batch.create_job_queue(jobQueueName="queue", state="DISABLED", priority=1, computeEnvironmentOrder=[{"order": 1, "computeEnvironment": arn}])["jobQueueArn"]
        self.let(queue)
        batch.delete_job_queue(jobQueue=queue)
        told = [batch.describe_job_queues(jobQueues=[queue])["jobQueues"][0] for _ in range(3)][-1]
        self.assertEqual(("INVALID", WHY), (told["status"], told["statusReason"]))
        batch.delete_job_queue(jobQueue=queue)
        batch.describe_job_queues(jobQueues=[queue])
        self.assertEqual([], batch.describe_job_queues(jobQueues=[queue])["jobQueues"])
        batch.update_compute_environment(computeEnvironment=arn, state="DISABLED")
        for _ in range(3):
            batch.describe_compute_environments(computeEnvironments=[arn])
        self.let(arn)
        self.refused("ClientException", batch.delete_compute_environment, "JobQueue", computeEnvironment=arn)
        batch.delete_compute_environment(computeEnvironment=arn)
        told = [batch.describe_compute_environments(computeEnvironments=[arn])["computeEnvironments"][0] for _ in range(3)][-1]
        self.assertEqual(("INVALID", WHY), (told["status"], told["statusReason"]))

    def test_of_a_knowledge_base_says_so_in_its_reasons(self):
        bedrock = self.aws("bedrock-agent")
        made = bedrock.create_knowledge_base(
            name="b", roleArn=self.role(), knowledgeBaseConfiguration={"type": "KENDRA", "kendraKnowledgeBaseConfiguration": {"kendraIndexArn": "arn:aws:kendra:eu-central-1:123456789012:index/x"}}
        )["knowledgeBase"]
        id_ = made["knowledgeBaseId"]
        self.let(made["knowledgeBaseArn"])
        bedrock.delete_knowledge_base(knowledgeBaseId=id_)
        told = [bedrock.get_knowledge_base(knowledgeBaseId=id_)["knowledgeBase"] for _ in range(3)][-1]
        self.assertEqual(("DELETE_UNSUCCESSFUL", [WHY]), (told["status"], told["failureReasons"]))


if __name__ == "__main__":
    unittest.main()
